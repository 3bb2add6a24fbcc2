import { compareEmails, type Email, EMAIL_LEVELS } from './contact.ts';

function email(text: string): Email {
  const [mailbox = '', domain = ''] = text.split('@');
  return { text, mailbox, domain };
}

test.each([
  ['ann.lee@acme.example', 'ann.le@acme.example', 'typo'],
  ['info@acme.example', 'inf@acme.example', 'same domain'], // an office's address is nobody's with a typo
  ['sales@acme.example', 'sale@acme.com', 'different'],
  ['ann.lee@acme.example', 'ann.lee@beta.example', 'same mailbox'],
])('%s and %s, either way round: %s', (x, y, level) => {
  const [a, b] = [email(x), email(y)];
  expect([compareEmails(a, b), compareEmails(b, a)].map((found) => EMAIL_LEVELS[found]!.name)).toEqual([level, level]);
});
