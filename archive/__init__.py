"""The archive: keeps recordings, and deletes them when their time has come.

* A **takeover** moves a finished recording from the recorder's spool into the archive (`takeover`).
* A **sweep** deletes what is due, every minute (`retention`).
* An **export** joins a recording's segments into one file that plays (`export`).

There is no list and no search: whoever wants a recording must know its session. Opening one with two officers comes
with the issue on the archive; until then `export` is a command for whoever administers this machine.
"""
