import { addressIn } from '../addresses.js';
import type { Dialect } from '../dialect.js';
import { field } from '../mime/header-fields.js';

const REFUSED =
  /not (a )?member|members? only|reject|(loop|security) alert|loop back|system error|duplicated message-id|not allowed to post/i;

/** A list server (fml and its like) that refuses a message answers in the name of the list. */
export const listServer: Dialect = {
  name: 'list-server',
  speaks: ({ fields, subject, lines }) =>
    (fields.has('x-mlserver') || /^(fml|majordomo|ezmlm)\b/i.test(field(fields, 'x-mailer'))) &&
    REFUSED.test(`${subject} ${lines.slice(0, 10).join(' ')}`),
  read: ({ subject, lines }) => {
    const named = lines
      .map((line) => /<[^<>\s]{3,320}>/.exec(line)?.[0])
      .find((match) => match !== undefined);
    const text = lines.join(' ').replace(/\s+/g, ' ').slice(0, 2_000);
    return [
      {
        recipient: addressIn(named ?? ''),
        aliases: [],
        action: 'failed',
        status: null,
        diagnostic: `${subject} ${text}`.trim(),
        context: '',
        dialect: 'list-server',
      },
    ];
  },
};
