from words import po_file

WHOLE = """
# A comment.
msgid ""
msgstr ""
"Language: en\\n"

#: customer_client/ui/texts.py
#, python-brace-format
msgid ""
"Eine Zeile\\n"
"und \\"noch\\" eine: {gap}"
msgstr ""
"One line\\n"
"and \\"another\\" one: {gap}"

#: signaling/pages/words.py
#, fuzzy
#| msgid "Frueher"
msgid "Früher"
msgstr "Formerly"

msgid "Später"
msgstr ""

#~ msgid "Nie"
#~ msgstr "Never"
msgid "Jetzt \\\\ gleich"
msgstr "Now"
"""


def test_texts_of_several_lines_are_put_together_and_what_nobody_is_sure_of_is_left_out() -> None:
    assert po_file.texts(WHOLE.splitlines(keepends=True)) == {
        'Eine Zeile\nund "noch" eine: {gap}': 'One line\nand "another" one: {gap}',
        "Jetzt \\ gleich": "Now",
    }
