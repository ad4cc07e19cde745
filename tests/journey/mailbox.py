"""The mails that a whole tracekit sends, as its owner reads them."""

import re
from email.message import EmailMessage

from tests.accounts.mail_servers import MailServer
from tests.waiting import wait_until

CODE = re.compile(r"^ {4}([A-Z]{4}-[A-Z]{4})\r?$", re.MULTILINE)


class Mailbox:
    """Hands out each code once, in the order they came; what only tells of a change gathers in `notices`."""

    def __init__(self, office: MailServer) -> None:
        self.office = office
        self.read = 0
        self.notices: list[str] = []

    def code(self, to: str) -> str:
        """The one code in the next mail with a code, which must be to that address."""
        while True:
            wait_until(lambda: len(self.office.mails) > self.read)
            mail = self._open()
            found = CODE.findall(mail.get_content())
            if found:
                assert mail["To"] == to
                assert len(found) == 1, mail.get_content()
                return str(found[0])

    def has_told(self, *beginnings: str) -> bool:
        """Whether a notice that begins like each of them has come by now."""
        while len(self.office.mails) > self.read:
            self._open()
        return all(any(notice.startswith(one) for notice in self.notices) for one in beginnings)

    def _open(self) -> EmailMessage:
        """The next mail, which must hold no client address."""
        mail: EmailMessage = self.office.mails[self.read]
        self.read += 1
        assert "127.0.0.1" not in mail.as_string()
        if mail["Subject"] == "Your tracekit account was changed":
            self.notices.append(mail.get_content())
        return mail
