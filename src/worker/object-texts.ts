import { formatPhoneNumber } from '../core/phone-number.ts';
import { formatInstant } from '../core/time.ts';
import type { Registry } from '../registry/registry.ts';
import { textGateway } from '../registry/texts/outgoing/text-gateway.ts';
import type { Chore } from '../runtime/chores.ts';
import type { Log } from '../runtime/log.ts';
import { SettingError } from '../runtime/setting-forms.ts';
import { httpLinkKinds, seenGateway, type TextDoor, textDoor, wait, warnOfLinks } from '../runtime/text-links.ts';
import { LinkSettingError } from '../sms/given-settings.ts';
import type { OpenLink } from '../sms/link-room.ts';
import { endsOf, type Links, linksOf, usualTextsPerMinuteMax } from '../sms/links.ts';
import type { Outlet } from '../sms/outlet.ts';
import { TextDispatcher } from '../sms/text-dispatcher.ts';
import { platformLimits } from './platform-limits.ts';

/** Texts of an object while it lives. */
export interface ObjectTexts {
  readonly registry: Registry;
  readonly door: TextDoor | undefined;
  /** Looks for what is due again. */
  readonly chore: Chore;
  /** Texts of the demo, the latest last, a line of JSON each. */
  readonly outbox: () => string;
}

/** Opens the ways in and out for texts. Throws `SettingError` where the links are wrong. */
export function objectTexts(opened: Registry, given: unknown, log: Log): ObjectTexts {
  const links = linksIn(given, opened);
  const lines: string[] = [];
  const gateway = textGateway(opened, () => void dispatcher.look());
  const sms = opened.demo && links === undefined ? seenGateway(gateway, opened) : gateway;
  const registry: Registry = { ...opened, sms };
  warnOfLinks(registry, links, log);
  const dispatcher = new TextDispatcher({
    ...{ queue: registry, log, wait, random: Math.random },
    links: openLinks(registry, links, lines, log),
    textsPerMinuteMax: links?.textsPerMinuteMax ?? usualTextsPerMinuteMax,
  });
  void dispatcher.look();
  return {
    registry,
    door: textDoor(registry, links, log),
    chore: { name: 'texts', everyMs: platformLimits.alarmMs, run: () => dispatcher.look() },
    outbox: () => lines.join(''),
  };
}

function linksIn(given: unknown, { policy }: Registry): Links | undefined {
  if (given === undefined) return undefined;
  try {
    return linksOf(given, httpLinkKinds, policy);
  } catch (error) {
    throw error instanceof LinkSettingError ? new SettingError(`SMS_LINKS: ${error.message}`) : error;
  }
}

function openLinks(registry: Registry, links: Links | undefined, lines: string[], log: Log): readonly OpenLink[] {
  const { policy, now, demo } = registry;
  if (links !== undefined) {
    return links.links.map((link) => ({
      outlet: link.outlet(endsOf(registry, link, log), now),
      numbers: link.numbers,
    }));
  }
  return demo ? [{ outlet: outboxOutlet(lines, now), numbers: policy.texts.numbers.map(({ number }) => number) }] : [];
}

const outboxLinesMax = 1_000;

/** The demo's way out: texts are kept in memory, to be read by who tries it. */
function outboxOutlet(lines: string[], now: () => number): Outlet {
  return {
    name: 'outbox',
    takesAnIdOnce: false,
    window: 100,
    async handOver({ to, text }) {
      lines.push(`${JSON.stringify({ to: formatPhoneNumber(to), text, at: formatInstant(now()) })}\n`);
      if (lines.length > outboxLinesMax) lines.shift();
      return { status: 'ACCEPTED' };
    },
    async close() {},
  };
}
