import { tmpdir } from 'node:os';
import { runKannel } from './kannel.ts';

/** A text as a phone shows it. */
export interface PhoneText {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

export interface FakePhones {
  send(text: PhoneText): void;
  /** Every text that a phone was sent, oldest first. */
  received(): readonly PhoneText[];
}

/** Kannel's own stand-in for phones, connected to its link of the kind `fake`. */
export function fakePhones(port: number): FakePhones {
  const program = runKannel('fakesmsc', ['-H', '127.0.0.1', '-r', String(port)], tmpdir());
  const got = /Got message \d+: <(\S+) (\S+) (text|ucs-2) ([^>]*)>/g;
  return {
    send: ({ from, to, text }) => program.stdin.write(`${from} ${to} text ${text}\n`),
    received: () =>
      [...program.printed().matchAll(got)].map(([, from = '', to = '', kind, coded = '']) => {
        const octets = formOctets(coded);
        return { from, to, text: kind === 'text' ? octets.toString() : octets.swap16().toString('utf16le') };
      }),
  };
}

/** As forms are coded: `+` and `%41`. */
function formOctets(coded: string): Buffer {
  const percent = coded
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(percent, 'latin1');
}
