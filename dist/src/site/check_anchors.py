#!/usr/bin/env python3
"""Looks at every link in the rendered documentation: its page is there, and so is the heading after the #.

  dist/src/site/check_anchors.py FOLDER      where mkdocs build has put the pages

mkdocs --strict itself looks at pages only. Prints each link that leads nowhere; exit status 1 if there are any.
"""
import os
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.anchors, self.links = set(), []
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if value and (name == "id" or (tag == "a" and name == "name")):
                self.anchors.add(value)
            elif value and tag == "a" and name == "href":
                self.links.append(value)


def broken(pages):
    """Each link that leads nowhere, as page, link and reason."""
    for path, page in sorted(pages.items()):
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            to = os.path.normpath(os.path.join(os.path.dirname(path), unquote(parts.path))) if parts.path else path
            if os.path.isdir(to):
                to = os.path.join(to, "index.html")
            if not os.path.exists(to):
                yield path, link, "no such page"
            elif parts.fragment and to in pages and unquote(parts.fragment) not in pages[to].anchors:
                yield path, link, "no such heading"


def main(folder):
    pages = {}
    for directory, _, names in os.walk(folder):
        for name in filter(lambda n: n.endswith(".html"), names):
            path = os.path.normpath(os.path.join(directory, name))
            pages[path] = Page(path)
    count = 0
    for path, link, reason in broken(pages):
        print("%s: %s: %s" % (os.path.relpath(path, folder), link, reason))
        count += 1
    if not pages:
        sys.exit("check_anchors.py: no pages in " + folder)
    sys.exit(1 if count else 0)


if len(sys.argv) != 2:
    sys.exit(__doc__.strip())
main(sys.argv[1])
