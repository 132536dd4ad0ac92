"""A program with one text field, as a customer's program may be: says what was typed into it, line by line."""

import json
import sys
import tkinter as tk


def say(what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201  # this program's only way to speak


def main() -> None:
    root = tk.Tk()
    root.geometry("400x100+0+0")
    field = tk.Entry(root)
    field.pack(fill="both", expand=True)

    def finished(_: object) -> None:
        say(["typed", field.get()])
        field.delete(0, "end")

    field.bind("<Return>", finished)
    field.bind("<KeyPress>", lambda event: say(["key", event.keysym]))
    field.bind("<ButtonPress>", lambda event: say(["button", event.num]))
    field.bind("<FocusIn>", lambda _: say(["focus"]))
    root.after(10, field.focus_force)
    root.mainloop()


if __name__ == "__main__":
    sys.exit(main())
