"""The local web page: what the command line tells, to look at and to touch.

`site` is what every page needs, `app` puts the pages together, `pages` has a module for each,
`templates` and `static` what they are made of. Pages are made on the server; the little script
there is makes them quicker to use, and all of them work without it.

The `serve` command runs it, the report borrows its templates, and it never imports `adaptive.cli`.
"""
