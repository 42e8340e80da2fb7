"""Reads a letter with Python's own parser and prints what a mail program would show: as JSON."""
import email
import email.policy
import json
import sys

letter = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
text, html = letter.get_payload()
print(
    json.dumps(
        {
            "subject": str(letter["Subject"]),
            "from": letter["From"].addresses[0].addr_spec,
            "to": letter["To"].addresses[0].addr_spec,
            "id": str(letter["Message-ID"]),
            "date": letter["Date"].datetime.isoformat(),
            "type": letter.get_content_type(),
            "parts": [text.get_content_type(), html.get_content_type()],
            "text": text.get_content(),
            "html": html.get_content(),
            "defects": [str(defect) for part in (letter, text, html) for defect in part.defects],
            "headers": len(letter.keys()),
        }
    )
)
