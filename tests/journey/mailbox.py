"""The mails that a whole tracekit sends, as its owner reads them."""

import re

from tests.accounts.mail_servers import PostOffice
from tests.worker import wait_for

CODE = re.compile(r"^ {4}([A-Z]{4}-[A-Z]{4})\r?$", re.MULTILINE)


class Mailbox:
    """Hands out the code of each mail once, in the order they came."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office
        self.read = 0

    def code(self, to: str) -> str:
        """The one code in the next mail, which must be to that address and hold no client address."""
        wait_for(lambda: len(self.office.mails) > self.read)
        mail = self.office.mails[self.read]
        self.read += 1
        assert mail["To"] == to
        assert "127.0.0.1" not in mail.as_string()
        found = CODE.findall(mail.get_content())
        assert len(found) == 1, mail.get_content()
        return str(found[0])
