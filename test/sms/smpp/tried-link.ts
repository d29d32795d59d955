import { onTestFinished, vi } from 'vitest';
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone-number.ts';
import type { InboundText } from '../../../src/registry/texts/receive-text.ts';
import type { DeliveryReceipt, OutgoingText } from '../../../src/sms/outlet.ts';
import { smppLink } from '../../../src/sms/smpp/smpp-link.ts';
import { parseSmppLinkSettings } from '../../../src/sms/smpp/smpp-link-settings.ts';

export interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** Time stands still but where a test moves it; connections go on. */
export function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** A link with what it took and said. */
export function triedLink(settings: object, takeText: (input: InboundText) => Promise<void> = async () => undefined) {
  const texts: InboundText[] = [];
  const receipts: DeliveryReceipt[] = [];
  const lines: Line[] = [];
  const waiting = new Set<{ readonly word: string; readonly times: number; readonly done: () => void }>();
  const timesSaid = (word: string): number => lines.filter(({ message }) => message.includes(word)).length;
  const say = (level: Line['level']) => (facts: object, message: string) => {
    lines.push({ level, facts: { ...facts }, message });
    for (const one of waiting) {
      if (timesSaid(one.word) < one.times) continue;
      waiting.delete(one);
      one.done();
    }
  };
  const link = smppLink(
    parseSmppLinkSettings({ name: 'tried', host: '127.0.0.1', systemId: 'dnd', password: 'secret', ...settings }),
    {
      takeText: async (input) => {
        texts.push(input);
        await takeText(input);
      },
      receipt: (receipt) => {
        receipts.push(receipt);
      },
      log: { info: say('info'), warn: say('warn'), error: say('error') },
    },
  );
  onTestFinished(async () => {
    const closed = link.close();
    if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(120_000);
    await closed;
  });
  return {
    ...{ link, texts, receipts, lines },
    /** What the link said last of how long it waits. */
    waitMs: (): number => lines.findLast(({ facts }) => 'waitMs' in facts)?.facts['waitMs'] as number,
    /** Resolves once a line with the word was said so many times. */
    said: (word: string, times = 1): Promise<void> =>
      new Promise((done) => {
        if (timesSaid(word) >= times) done();
        else waiting.add({ word, times, done });
      }),
  };
}

export const subscriber = parsePhoneNumber('+8613800138000') as PhoneNumber;

export function text(words: string, id = 'text-1', forMs = 600_000): OutgoingText {
  return { id, from: '10086999', to: subscriber, text: words, expiresAt: Date.now() + forMs };
}
