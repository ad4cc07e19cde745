"""Reads the mails that a running tracekit sends."""

import re
from email.message import EmailMessage

from tests.accounts.mail_servers import MailServer
from tests.waiting import wait_until

CODE = re.compile(r"^ {4}([A-Z]{4}-[A-Z]{4})\r?$", re.MULTILINE)


class Mailbox:
    """Returns each code once, in the order of arrival; notices of changed accounts gather in `notices`."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.read_count = 0
        self.notices: list[str] = []

    def next_code(self, recipient: str) -> str:
        """Returns the single code in the next mail with a code, which must go to the recipient."""
        while True:
            wait_until(lambda: len(self.server.mails) > self.read_count)
            mail = self._read_next()
            codes = CODE.findall(mail.get_content())
            if codes:
                assert mail["To"] == recipient
                assert len(codes) == 1, mail.get_content()
                return str(codes[0])

    def has_notices(self, *beginnings: str) -> bool:
        """Returns whether for each beginning a notice that starts with it has arrived by now."""
        while len(self.server.mails) > self.read_count:
            self._read_next()
        return all(any(notice.startswith(beginning) for notice in self.notices) for beginning in beginnings)

    def _read_next(self) -> EmailMessage:
        """Returns the next mail, which must hold no client address."""
        mail: EmailMessage = self.server.mails[self.read_count]
        self.read_count += 1
        assert "127.0.0.1" not in mail.as_string()
        if mail["Subject"] == "Your tracekit account was changed":
            self.notices.append(mail.get_content())
        return mail
