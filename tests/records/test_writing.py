"""The one rule for writing a file, wherever one is written: links, owners, full disks, inputs."""

import contextlib
import errno
import os
import shutil
import stat
import tempfile
import threading
from pathlib import Path

import pytest

import hydrocalc as hc
from hydrocalc.cli.main import main
from hydrocalc.errors import InputError
from hydrocalc.records import writing
from hydrocalc.records.writing import FileError, write_file

STATION = Path(__file__).parents[1] / "checks" / "station"
SIZE = ["size", "--flow", "0.4", "--head", "87.8"]
DESIGN = hc.StationDesign(project=hc.Project(name="A"))
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def study(path, **how):
    pytest.importorskip("pyarrow")
    model = hc.station_model(static_head=70, length=1e4, diameter=0.8, roughness=1e-4)
    hc.sweep(model, over={"flow": [0.3, 0.4]}, keep=["total_head"], progress=False).to_parquet(
        path, **how
    )


def sheet(path, **how):
    hc.calculation_sheet(hc.size_station(flow=0.4, head=87.8), today="2026-12-31").write(
        path, **how
    )


def design(path, **how):
    hc.write_design(DESIGN, path, **how)


def command(path, force=False):
    """``-o``, its error as the library's."""
    end(main([*SIZE, "-o", str(path), *(["--force"] if force else [])]))


def plot(path, force=False):
    """``--plot``, likewise."""
    line = ["line", "--flow", "0.4", "--length", "2km", "--diameter", "0.8", "--roughness", "1e-4"]
    end(main([*line, "--plot", str(path), *(["--force"] if force else [])]))


def end(code):
    assert code in (0, 2)
    if code:
        raise FileError("{code}", code=code)


WRITERS = {
    ".bin": lambda path, **how: write_file(path, b"new", **how),
    ".hydro.toml": design, ".html": sheet, ".parquet": study, ".json": command, ".svg": plot,
}  # fmt: skip


@pytest.fixture(params=WRITERS)
def writer(request):
    """Ending of a file, and what writes one."""
    return request.param, WRITERS[request.param]


def test_a_file_that_is_there_is_refused_unless_forced(tmp_path, writer):
    ending, write = writer
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    with pytest.raises((InputError, FileError)):
        write(path)
    assert path.read_text() == "old"
    write(path, force=True)
    assert path.read_bytes() != b"old"
    assert os.listdir(tmp_path) == [path.name]


def test_a_link_is_followed_and_stays(tmp_path, writer):
    ending, write = writer
    (tmp_path / "in").mkdir()
    (tmp_path / "to").mkdir()
    target, link, chain = (
        tmp_path / "to" / f"b{ending}",
        tmp_path / "in" / f"a{ending}",
        tmp_path / f"c{ending}",
    )
    target.write_text("old")
    link.symlink_to("../to/" + target.name)
    chain.symlink_to("in/" + link.name)
    with pytest.raises((InputError, FileError)):
        write(chain)
    assert target.read_text() == "old"
    write(chain, force=True)
    assert target.read_bytes() != b"old"
    assert link.is_symlink()
    assert chain.is_symlink()
    assert os.listdir(tmp_path / "to") == [target.name]
    assert os.listdir(tmp_path / "in") == [link.name]


@pytest.mark.parametrize("how", ["nowhere", "loop", "folder", "fifo", "null", "hard link"])
def test_what_is_no_file_of_its_own_is_refused(tmp_path, writer, how):
    ending, write = writer
    path = tmp_path / f"a{ending}"
    if how == "nowhere":
        path.symlink_to(tmp_path / "missing")
    elif how == "loop":
        path.symlink_to(tmp_path / "b")
        (tmp_path / "b").symlink_to(path)
    elif how == "folder":
        path.mkdir()
    elif how == "fifo":
        os.mkfifo(path)
    elif how == "null":
        path.symlink_to(os.devnull)
    else:
        path.write_text("old")
        os.link(path, tmp_path / "other")
    before = {p.name: (p.lstat().st_ino, p.lstat().st_mode) for p in tmp_path.iterdir()}
    with pytest.raises((InputError, FileError)):
        write(path, force=True)
    assert {p.name: (p.lstat().st_ino, p.lstat().st_mode) for p in tmp_path.iterdir()} == before


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs /proc")
def test_a_stream_is_never_replaced(tmp_path, monkeypatch, capsys):
    """A name of the system's that leads to a regular file, as stdout does under ``> log``."""
    log = tmp_path / "log"
    log.write_text("log")
    (tmp_path / "link").symlink_to("/dev/stdout")
    with open(log, "a") as file:
        descriptor = file.fileno()
        for path in (f"/proc/self/fd/{descriptor}", f"/dev/fd/{descriptor}"):
            assert os.path.isfile(path)
            with pytest.raises(InputError, match=r"outside /dev, /proc and /sys"):
                write_file(path, b"new", force=True)
            assert os.path.islink(path) or os.path.islink("/dev/fd")
        # stdout of the process itself, directly and through a link
        kept = os.dup(1)
        os.dup2(descriptor, 1)
        try:
            for path in ("/dev/stdout", str(tmp_path / "link")):
                assert main([*SIZE, "-o", path, "--force"]) == 2
        finally:
            os.dup2(kept, 1)
            os.close(kept)
    assert capsys.readouterr().err.count("write no --output for stdout") == 2
    assert os.path.islink("/dev/stdout")
    assert log.read_text() == "log"


MEMORY = "/dev/" + "shm"


@pytest.mark.skipif(not os.access(MEMORY, os.W_OK), reason="no files in memory")
def test_files_in_memory_are_files(writer, tmp_path):
    ending, write = writer
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / f"a{ending}"
        write(path)
        write(path, force=True)
        assert os.listdir(folder) == [path.name]
        link = tmp_path / f"link{ending}"
        link.symlink_to(path)
        write(link, force=True)
        assert link.is_symlink()
        stream = Path(folder) / "stream"
        stream.symlink_to("/dev/stdout")
        os.mkfifo(Path(folder) / "fifo")
        for other in (stream, Path(folder) / "fifo"):
            with pytest.raises(InputError, match="regular file"):
                write_file(other, b"new", force=True)
        assert stream.is_symlink()


@pytest.mark.parametrize(
    "path", [MEMORY, MEMORY + "/", MEMORY + "/../null", MEMORY + "x/a", "/dev/null"]
)
def test_what_is_beside_the_files_in_memory_is_refused(path):
    with pytest.raises(InputError):
        writing.check_file(path, force=True)


@pytest.mark.parametrize("there", [True, False])
def test_a_text_at_the_end_of_a_file(tmp_path, there):
    path = tmp_path / "a"
    if there:
        path.write_text("old\n")
    writing.append_file(str(path), "né\ud800w\n")
    assert path.read_text(encoding="utf-8") == "old\n" * there + "né?w\n"


@pytest.mark.parametrize("read", [True, False])
def test_nothing_is_put_at_the_end_of_what_is_no_file(tmp_path, read):
    fifo = str(tmp_path / "fifo")
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK) if read else None
    for path in (fifo, str(tmp_path), os.devnull, str(tmp_path / "missing" / "a"), "a\0b"):
        with pytest.raises(FileError, match="can't write"):
            writing.append_file(path, "text")
    if reader is not None:
        assert os.read(reader, 10) == b""
        os.close(reader)


@pytest.mark.skipif(os.name != "posix", reason="no such names there")
@pytest.mark.parametrize("folder", [b"\xff", "é".encode("latin-1"), "泵".encode("gb18030")])
def test_a_folder_whose_name_is_no_utf_8(tmp_path, writer, folder):
    ending, write = writer
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + folder))
    place.mkdir()
    write(place / f"a{ending}")
    assert os.listdir(place) == [f"a{ending}"]


def test_mode_and_owner_are_kept(tmp_path, writer):
    ending, write = writer
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    path.chmod(0o640)
    owned = False
    if ROOT:
        with contextlib.suppress(PermissionError):  # root without its power
            os.chown(path, 1234, 4321)
            owned = True
    os.utime(path, (1, 1))
    write(path, force=True)
    known = path.stat()
    assert stat.S_IMODE(known.st_mode) == 0o640
    assert known.st_mtime > 1
    if owned:
        assert (known.st_uid, known.st_gid) == (1234, 4321)


def test_a_new_file_has_the_mode_of_new_files(tmp_path, writer):
    ending, write = writer
    (tmp_path / "any").touch()
    write(tmp_path / f"a{ending}")
    assert (tmp_path / f"a{ending}").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_what_replaces_a_private_file_is_private_while_it_is_written(tmp_path):
    path = tmp_path / "a"
    path.write_text("old")
    path.chmod(0o600)
    with writing.new_file(path, force=True) as temporary:
        assert stat.S_IMODE(os.stat(temporary).st_mode) == 0o600
        Path(temporary).write_text("new")
    assert path.read_text() == "new"


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("step", ["fsync", "open", "link and replace"])
def test_on_a_full_disk_all_stays_as_it_was(tmp_path, writer, monkeypatch, there, step):
    ending, write = writer
    path = tmp_path / f"a{ending}"
    if there:
        path.write_text("old")

    def full(*arguments, **settings):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        for name in step.split(" and "):
            patch.setattr(os, name, full)
        with pytest.raises((FileError, InputError)):
            write(path, force=there)
    assert os.listdir(tmp_path) == ([path.name] if there else [])
    assert not there or path.read_text() == "old"


def test_a_full_disk_while_columns_are_written(tmp_path, monkeypatch):
    from hydrocalc.studies import folders

    def full(path, *arguments):
        Path(path).write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folders, "_save_parquet", full)
    with pytest.raises(FileError, match="No space left") as caught:
        study(tmp_path / "a.parquet")
    assert "same study" not in str(caught.value)  # there is none to go on with
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("there", [True, False])
def test_half_a_character_leaves_all_as_it_was(tmp_path, there):
    path = tmp_path / "a.hydro.toml"
    if there:
        path.write_text("old")
    # A design that says it is refused as it is made.
    with pytest.raises(InputError, match="control characters"):
        hc.StationDesign(project=hc.Project(name="a\ud800"))
    with pytest.raises(InputError, match=r"UTF-8.*ud800"):
        write_file(path, "a\ud800", force=there)
    assert os.listdir(tmp_path) == ([path.name] if there else [])
    assert not there or path.read_text() == "old"


def written(path, content, then=None):
    """A file, and what happens before it is complete."""
    with writing.new_file(path) as temporary:
        Path(temporary).write_text(content)
        if then is not None:
            then()


@pytest.mark.parametrize("end_", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_interrupted_writer_leaves_nothing(tmp_path, end_):
    def interrupt():
        raise end_

    with pytest.raises(end_):
        written(tmp_path / "a", "half", interrupt)
    assert os.listdir(tmp_path) == []


def test_of_many_that_write_a_new_file_at_once_one_wins(tmp_path):
    path, ends = tmp_path / "a", []
    start = threading.Barrier(8)

    def write(i):
        start.wait()
        try:
            write_file(path, str(i) * 1000)
            ends.append(i)
        except InputError:
            pass

    threads = [threading.Thread(target=write, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 1
    assert path.read_text() == str(ends[0]) * 1000
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("links", [True, False])
def test_who_is_faster_is_not_overwritten(tmp_path, monkeypatch, links):
    if not links:  # FAT and some network drives

        def none(*arguments, **settings):
            raise OSError(errno.EPERM, "Operation not permitted")

        monkeypatch.setattr(os, "link", none)
    path = tmp_path / "a"
    with pytest.raises(InputError, match="a new file"):
        written(path, "slow", lambda: path.write_text("fast"))
    assert path.read_text() == "fast"
    path.unlink()
    write_file(path, "alone")
    assert path.read_text() == "alone"
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize(
    "path", ["", ".", "missing/a.html", "a\0b.html", 3, None, b"", "x" * 300 + ".html"]
)
def test_bad_paths(tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    for write in (write_file, writing.check_file):
        if write is write_file or not isinstance(path, str) or len(path) < 256:
            with pytest.raises((InputError, FileError)):
                write(path, *([b"new"] if write is write_file else []), force=True)
    assert os.listdir(tmp_path) == []


def test_no_folder_to_be_in(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(InputError, match="existing folder"):
        write_file("a", b"new")
    write_file(tmp_path / "a", b"new")


@pytest.mark.skipif(ROOT or os.name == "nt", reason="root may write everywhere")
def test_what_is_write_protected_stays(tmp_path, writer):
    ending, write = writer
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises((InputError, FileError)):
        write(path, force=True)
    path.chmod(0o644)
    tmp_path.chmod(0o555)
    try:
        for name in (path, tmp_path / f"b{ending}"):
            with pytest.raises((InputError, FileError)):
                write(name, force=True)
    finally:
        tmp_path.chmod(0o755)
    assert path.read_text() == "old"


# The inputs of a command.


@pytest.fixture
def station(tmp_path, monkeypatch):
    for file in STATION.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prices.csv").write_text("dn,price\n600,1200\n700,1500\n800,1900\n")
    (tmp_path / "table.csv").write_text("flow [L/s]\n200\n300\n")
    text = (tmp_path / "good.hydro.toml").read_text(encoding="utf-8")
    rules = '[[rules]]\ncode = "XY1"\ntitle = "t"\nquantity = "standby"\noperator = ">="\nlimit_value = 0\n' \
            'severity = "info"\n'  # fmt: skip
    (tmp_path / "rules.toml").write_text(rules)
    (tmp_path / "own.hydro.toml").write_text(
        text.replace("[checks]\n", '[checks]\nrule_files = ["rules.toml"]\n')
        if "[checks]\n" in text else text + '\n[checks]\nrule_files = ["rules.toml"]\n',
        encoding="utf-8",
    )  # fmt: skip
    return tmp_path


LINE = ["line", "--flow", "0.4", "--length", "2km", "--pipe", "ductile iron K9 DN 800"]
DUTY = ["duty", "--curve", "pump.csv", "--static", "70", "--length", "2km", "--pipe", "ductile iron K9 DN 800"]  # fmt: skip
INPUTS = [
    (["check", "good.hydro.toml"], "good.hydro.toml"),
    (["check", "good.hydro.toml"], "pump.csv"),
    (["check", "good.hydro.toml"], "profile.csv"),
    (["check", "own.hydro.toml"], "rules.toml"),
    (["report", "good.hydro.toml", "--format", "md"], "pump.csv"),
    (["sweep", "good.hydro.toml", "--table", "table.csv", "--threads", "1"], "table.csv"),
    (["sweep", "good.hydro.toml", "--vary", "flow=0.2;0.3", "--threads", "1"], "profile.csv"),
    (DUTY, "pump.csv"),
    ([*LINE, "--sizes", "ductile iron K9", "--price", "0.6", "--pipe-price", "prices.csv"], "prices.csv"),
]  # fmt: skip


@pytest.mark.parametrize("how", ["itself", "link", "hard link", "another spelling"])
@pytest.mark.parametrize(("arguments", "file"), INPUTS, ids=lambda x: x if isinstance(x, str) else x[0])  # fmt: skip
def test_a_command_never_writes_over_what_it_reads(station, capsys, arguments, file, how):
    before = (station / file).read_bytes()
    target = station / file
    if how == "link":
        target = station / "link"
        target.symlink_to(file)
    elif how == "hard link":
        target = station / "link"
        os.link(station / file, target)
    elif how == "another spelling":
        target = f"{station}/../{station.name}/./{file}"
    form = [] if "--format" in arguments else ["--format", "json"]
    names = {p.name for p in station.iterdir()}
    for force in ([], ["--force"]):
        assert main([*arguments, *form, "-o", str(target), *force]) == 2
        said = capsys.readouterr().err
        # Without --force what the design names isn't known yet; a sheet's ending comes first.
        refused = "isn't read by the same command", "other hard links"
        assert not force or arguments[0] == "report" or any(word in said for word in refused)
    assert (station / file).read_bytes() == before
    assert {p.name for p in station.iterdir()} == names


def test_what_other_processes_read_is_an_input(station, capsys):
    many = ["own.hydro.toml"] * 24
    assert main(["check", *many, "--format", "json", "-o", "rules.toml", "--force"]) == 2
    assert "isn't read" in capsys.readouterr().err
    assert "XY1" in (station / "rules.toml").read_text()


def test_a_baseline_is_an_input(station, capsys):
    main(["check", "good.hydro.toml", "-o", "old.json"])
    before = (station / "old.json").read_bytes()
    again = ["check", "good.hydro.toml", "--baseline", "old.json", "-o", "old.json", "--force"]
    assert main(again) == 2
    assert "isn't read" in capsys.readouterr().err
    assert (station / "old.json").read_bytes() == before
    assert main(["check", "good.hydro.toml", "-o", "old.json", "--force"]) == 0  # another command


def test_a_plot_is_no_input_and_not_the_result(station, capsys):
    os.link("pump.csv", "pump.png")
    assert main([*DUTY, "--plot", "pump.png", "--force"]) == 2
    assert main([*DUTY, "--plot", "a.png", "--format", "text", "-o", "a.png"]) == 2
    assert "--output" in capsys.readouterr().err
    assert not (station / "a.png").exists()
