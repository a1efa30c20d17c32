"""What tests read off the HTML that an explorer stores."""

from html.parser import HTMLParser

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class Images(HTMLParser):
    """The img elements of a piece of HTML, and its text."""

    def __init__(self, text):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes))

    def handle_data(self, data):
        self.text += data
