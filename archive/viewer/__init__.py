"""The viewer: shows one opened recording in a browser on this machine. Started by `ferndiagnose recording open`.

It listens on 127.0.0.1 alone, at an address that works once, and holds pictures with watermarks and nothing else: it
asks the archive for each over its socket. When it ends, the archive closes the recording.

* The **site** is what a browser can ask for, and under which conditions (`site`).
* The **page** is plain HTML, CSS and JavaScript modules of our own; nothing of it comes from anybody else (`page/`).
"""
