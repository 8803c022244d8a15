"""Cases that nobody would write, drawn by seed and number: the same pair gives the same case.

Each of `texts`, `command_lines` and `design_files` has ``draw(dice)`` for a case, ``run(case,
folder)`` for how it ends, ``smaller(case)`` for cases with less in them and ``store(case, folder)``.
A bounded number runs with the tests; ``python -m tests.fuzz SUBJECT --cases N`` runs as many as
asked for, each within limits of time and memory.
"""
