"""The prompt, through a pipe and on a terminal. The expected texts are CPython 3.13's."""
import os
import textwrap
import unittest

from support import Terminal, TestCase, run


def session(text, *args, **more):
    return run("-i", "-q", *args, stdin=textwrap.dedent(text), **more)


class Pipe(TestCase):
    def check(self, text, out, err, code=0):
        done = session(text)
        self.assertEqual(done.stdout, out)
        self.assertEqual(done.stderr, textwrap.dedent(err))
        self.assertEqual(done.returncode, code)

    def test_expressions_are_shown_and_kept(self):
        self.check("1+1\n_ + 1\nNone\n_\n", "2\n3\n3\n", ">>> >>> >>> >>> >>> \n")

    def test_empty_line_ends_compound_statement(self):
        self.check("if 1:\n  print(1)\n  # comment\n  print(2)\n\n3\n", "1\n2\n3\n",
                   ">>> ... ... ... ... >>> >>> \n")

    def test_decorated_function(self):
        self.check("@str\ndef f(): pass\n\nf[:12]\n", "'<function f '\n",
                   ">>> ... ... >>> >>> \n")

    def test_open_bracket_and_string_take_empty_lines(self):
        self.check("(\n\n1)\n'''a\n\nb'''\n", "1\n'a\\n\\nb'\n", ">>> ... ... >>> ... ... >>> \n")

    def test_missing_block_is_reported_at_empty_line(self):
        done = session("class A:\n  def f(self):\n\n1\n")
        self.assertEqual(done.stdout, "1\n")
        self.assertTrue(done.stderr.startswith('>>> ... ...   File "<stdin>", line 3\n'))
        self.assertTrue(done.stderr.endswith(
            "\nIndentationError: expected an indented block after function definition on line 2\n"
            ">>> >>> \n"))

    def test_error_at_end_of_line_is_pointed_at(self):
        self.check("x =\nif 1 +\n", "", """\
            >>>   File "<stdin>", line 1
                x =
                   ^
            SyntaxError: invalid syntax
            >>>   File "<stdin>", line 1
                if 1 +
                      ^
            SyntaxError: invalid syntax
            >>>\x20
            """)

    def test_end_of_input_ends_statement(self):
        self.check("for i in 1, 2:\n  i", "1\n2\n", ">>> ... ... \n>>> \n")

    def test_traceback_has_lines_of_earlier_statements(self):
        self.check("def f():\n  return 1 / 0\n\nf()\n", "", """\
            >>> ... ... >>> Traceback (most recent call last):
              File "<stdin>", line 1, in <module>
                f()
                ~^^
              File "<stdin>", line 2, in f
                return 1 / 0
                       ~~^~~
            ZeroDivisionError: division by zero
            >>>\x20
            """)

    def test_future_import_stays(self):
        self.check("from __future__ import annotations\ndef f(x: y): 0\n\nf.__annotations__\n",
                   "{'x': 'y'}\n", ">>> >>> ... >>> >>> \n")

    def test_prompts_are_objects(self):
        text = """\
            import sys
            class P:
              def __str__(self): return 'p '

            sys.ps1 = P()
            sys.ps2 = 2
            (
            1)
            """
        self.check(text, "1\n", ">>> >>> ... ... >>> p p 2p \n")

    def test_displayhook(self):
        self.check("import sys\nsys.displayhook = lambda x: print('got', x)\n1; 2\n",
                   "got 1\ngot 2\n", ">>> >>> >>> >>> \n")

    def test_exit(self):
        self.check("import sys\nsys.exit(3)\n", "", ">>> >>> ", 3)
        self.check("raise SystemExit('bye')\n", "", ">>> bye\n", 1)

    def test_last_exception(self):
        self.check("1/0\nimport sys\nsys.last_value is sys.last_exc\n", "True\n", """\
            >>> Traceback (most recent call last):
              File "<stdin>", line 1, in <module>
                1/0
                ~^~
            ZeroDivisionError: division by zero
            >>> >>> >>>\x20
            """)

    def test_reads_of_stdin_take_lines_after_statement(self):
        self.check("print('<' + input() + '>')\nhello\n", "<hello>\n", ">>> >>> \n")

    def test_names_of_script_are_there_after_it(self):
        script = self.write("s.py", "x = 7\n1/0\n")
        done = session("x\n", script)
        self.assertEqual(done.stdout, "7\n")
        self.assertIn("ZeroDivisionError", done.stderr)
        self.assertEqual(done.returncode, 0)

    def test_exit_of_inspected_program_is_shown(self):
        done = session("1\n", "-c", "raise SystemExit(4)")
        self.assertIn("SystemExit: 4\n>>> ", done.stderr)
        self.assertEqual((done.stdout, done.returncode), ("1\n", 0))

    def test_without_i_a_pipe_is_a_script(self):
        done = run(stdin="1+1\nprint(3)\nfoo\nprint(4)\n")
        self.assertEqual(done.stdout, "3\n")
        self.assertEqual(done.stderr, 'Traceback (most recent call last):\n'
                         '  File "<stdin>", line 3, in <module>\n'
                         "NameError: name 'foo' is not defined\n")
        self.assertEqual(done.returncode, 1)


class OnTerminal(TestCase):
    def start(self, *args):
        terminal = Terminal(*args, home=self.folder)
        terminal.prompt(">>> ")
        return terminal

    def test_banner_and_leaving_by_control_d(self):
        terminal = Terminal(home=self.folder)
        self.assertIn("Python 3.13", terminal.prompt(">>> "))
        terminal.send("\x04")
        self.assertEqual(terminal.wait(), 0)

    def test_statement_of_several_lines(self):
        terminal = self.start("-q")
        terminal.send("for i in range(2):\n")
        terminal.prompt("... ")
        terminal.send("  print('no', i)\n")
        terminal.prompt("... ")
        terminal.send("\n")
        terminal.prompt("no 0\nno 1\n>>> ")
        terminal.send("exit(5)\n")
        self.assertEqual(terminal.wait(), 5)

    def test_interrupt_drops_line(self):
        terminal = self.start("-q")
        terminal.send("x = (1,\n")
        terminal.prompt("... ")
        terminal.send("garbage")
        terminal.expect("garbage")
        terminal.interrupt()
        terminal.prompt("\nKeyboardInterrupt\n>>> ")
        terminal.send("'a' + 'live'\n")
        terminal.prompt("'alive'\n>>> ")
        terminal.send("\x04")
        self.assertEqual(terminal.wait(), 0)

    def test_interrupt_ends_statement(self):
        terminal = self.start("-q")
        terminal.send("while print('run' 'ning', flush=True) or True:\n")
        terminal.prompt("... ")
        terminal.send("    for i in range(10**9): pass\n")
        terminal.prompt("... ")
        terminal.send("\n")
        terminal.expect("running\n")
        terminal.interrupt()
        terminal.prompt("KeyboardInterrupt\n>>> ")
        terminal.send("\x04")
        self.assertEqual(terminal.wait(), 0)

    def test_editing_and_characters_beyond_ascii(self):
        terminal = self.start("-q")
        terminal.send("len('é€x')\x01\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C\x04\x05\n")
        terminal.prompt("\n2\n>>> ")
        terminal.send("\x04")
        self.assertEqual(terminal.wait(), 0)

    def test_history_goes_to_next_session(self):
        terminal = self.start("-q")
        terminal.send("40 + 2\n")
        terminal.prompt("42\n>>> ")
        terminal.send("\x10\n")
        terminal.prompt("42\n>>> ")
        terminal.send("\x04")
        terminal.wait()
        self.assertTrue(os.path.exists(os.path.join(self.folder, ".krait_history")))
        terminal = self.start("-q")
        terminal.send("\x10\n")
        terminal.prompt("42\n>>> ")
        terminal.send("\x04")
        self.assertEqual(terminal.wait(), 0)

    def test_inspect(self):
        script = self.write("s.py", "answer = 42\n")
        terminal = self.start("-i", script)
        terminal.send("answer\n")
        terminal.prompt("42\n>>> ")
        terminal.send("\x04")
        self.assertEqual(terminal.wait(), 0)


if __name__ == "__main__":
    unittest.main()
