"""Help in the language that is asked for, wherever that stands on the line."""

import re
import subprocess
import sys

import pytest

from hydrocalc.cli.main import COMMANDS, main

FRAME = ("usage:", "positional arguments:", "options:", "show this help", "Example")


def helped(capsys, *arguments):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_in_chinese(capsys, command):
    text = helped(capsys, command, "--help", "--lang", "zh")
    assert text.startswith("用法：hydrocalc " + command)
    assert "选项" in text
    assert not [word for word in FRAME if word in text]
    # A line of help without Chinese is a line of names, values and units only.
    body = text.partition("选项")[2]
    for line in body.splitlines():
        prose = re.sub(
            r"--?[a-z][a-z-]*|hydrocalc .*|\b(?:FILE|X)\b|[a-z0-9_]+\|[a-z0-9_|]+", "", line
        )
        assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", prose), line


@pytest.mark.parametrize(
    "arguments",
    [
        ["--lang", "zh", "size", "--help"], ["--lang=zh", "size", "--help"],
        ["size", "--lang", "zh", "--help"], ["size", "--help", "--lang=zh"],
    ],
)  # fmt: skip
def test_the_language_may_stand_anywhere(capsys, arguments):
    assert helped(capsys, *arguments) == helped(capsys, "size", "--help", "--lang", "zh")


@pytest.mark.parametrize("arguments", [["--help", "--lang", "zh"], ["--lang=zh", "--help"]])
def test_help_of_all_commands_too(capsys, arguments):
    assert "泵站选型" in helped(capsys, *arguments)


def test_a_result_follows_it_too(capsys):
    assert main(["--lang", "zh", "size", "--flow", "0.4", "--head", "80"]) == 0
    assert capsys.readouterr().out.startswith("泵站选型计算")


def test_english_help_reads_no_catalogue():
    code = (
        "import sys\nfrom hydrocalc.cli.main import main\n"
        "try:\n    main(['size', '--help'])\nexcept SystemExit:\n    pass\n"
        "from hydrocalc import data\n"
        "assert not data.chinese.cache_info().currsize\n"
        "assert not {'numpy', 'pint', 'scipy', 'matplotlib'} & {*sys.modules}\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_chinese_help_needs_no_numpy():
    code = (
        "import sys\nfrom hydrocalc.cli.main import main\n"
        "try:\n    main(['size', '--help', '--lang', 'zh'])\nexcept SystemExit:\n    pass\n"
        "assert not {'numpy', 'pint', 'scipy', 'matplotlib'} & {*sys.modules}\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("HC401", "电动机更小则过载"),
        ("HC210", "未给数值；0.95为本程序取值"),
        ("HC305", "ANSI/HI 9.8"),
    ],
)
def test_where_a_limit_is_from_is_said_in_chinese(capsys, code, source):
    assert main(["explain", code, "--lang", "zh"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert source in next(row for row in rows if row.startswith("来源"))
    clause = next(row for row in rows if row.startswith("条款"))
    assert "after" not in clause
