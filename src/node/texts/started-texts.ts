import { setTimeout as wait } from 'node:timers/promises';
import type { Registry } from '../../registry/registry.ts';
import type { SmsGateway } from '../../registry/sms-gateway.ts';
import { textGateway } from '../../registry/texts/outgoing/text-gateway.ts';
import type { Log } from '../../runtime/log.ts';
import { seenGateway, type TextDoor, textDoor, warnOfLinks } from '../../runtime/text-links.ts';
import type { OpenLink } from '../../sms/link-room.ts';
import { endsOf, type Links, usualTextsPerMinuteMax } from '../../sms/links.ts';
import { TextDispatcher } from '../../sms/text-dispatcher.ts';
import { dataFolder } from '../data-folder.ts';
import { ClaimFiles, type StandingClaim } from '../scrubs/claim-file.ts';
import type { Settings } from '../settings.ts';
import { outboxFileOutlet } from './outbox-file.ts';

/** Texts of a server while it runs. */
export interface StartedTexts {
  readonly sms: SmsGateway;
  /** Answers the other side of links that come in by HTTP; absent where there are none. */
  readonly door: TextDoor | undefined;
  /** Finishes what is under way, and leaves the rest to whoever comes next. */
  close(): Promise<void>;
}

/** How often it is looked for texts of other processes, and for what is due again. */
const lookMs = 250;
/** How often it is looked whether the process that dispatches has ended. */
const claimMs = 1_000;
const claimName = 'texts-claim';

/**
 * Opens the way out for texts in one process of all that serve the folder, taken over when that one ends, and the ways
 * in by HTTP in each. Throws `SettingError` where the links file is wrong.
 */
export async function startTexts(opened: Registry, settings: Settings, log: Log): Promise<StartedTexts> {
  let running: Running | undefined;
  const folder = dataFolder(settings.dataDir);
  const links = await linksIn(settings, opened);
  const gateway = textGateway(opened, () => void running?.dispatcher.look());
  const sms = opened.demo && links === undefined ? seenGateway(gateway, opened) : gateway;
  const registry: Registry = { ...opened, sms };
  warnOfLinks(registry, links, log);
  const claims = new ClaimFiles(crypto.randomUUID(), false);
  const become = () => {
    const claim = claims.take(settings.dataDir, claimName);
    if (claim === undefined) return;
    const open = openLinks(registry, links, folder.outboxFile, log);
    running = { claim, ...dispatching(registry, open, links?.textsPerMinuteMax ?? usualTextsPerMinuteMax, log) };
  };
  become();
  let ending: Promise<void> | undefined;
  const giveUp = ({ close }: Running) => {
    log.error({ claim: claimName }, 'the file that says that this process sends the texts is gone: it sends no more');
    running = undefined;
    const closed = close().catch((err: unknown) => log.error({ err }, 'what sent the texts could not be closed'));
    ending = closed.then(() => {
      ending = undefined;
    });
  };
  const timer = setInterval(() => {
    try {
      if (running?.claim.stands() === false) giveUp(running);
      else if (running === undefined && ending === undefined) become();
    } catch (err) {
      log.error({ err }, 'it cannot be told who sends the texts');
    }
  }, claimMs).unref();
  return {
    sms,
    door: textDoor(registry, links, log),
    async close() {
      clearInterval(timer);
      await Promise.all([running?.close(), ending]);
      running?.claim.release();
    },
  };
}

/** What links need is loaded only where there are some. */
async function linksIn({ smsLinks }: Settings, { policy }: Registry): Promise<Links | undefined> {
  if (smsLinks === undefined) return undefined;
  const { linksOfFile } = await import('./links-file.ts');
  return linksOfFile(smsLinks, policy);
}

interface Running {
  readonly claim: StandingClaim;
  readonly dispatcher: TextDispatcher;
  close(): Promise<void>;
}

function openLinks(registry: Registry, links: Links | undefined, outboxFile: string, log: Log): readonly OpenLink[] {
  const { policy, now, demo } = registry;
  if (links !== undefined) {
    return links.links.map((link) => ({
      outlet: link.outlet(endsOf(registry, link, log), now),
      numbers: link.numbers,
    }));
  }
  const numbers = policy.texts.numbers.map(({ number }) => number);
  return demo ? [{ outlet: outboxFileOutlet(outboxFile, now), numbers }] : [];
}

function dispatching(registry: Registry, links: readonly OpenLink[], textsPerMinuteMax: number, log: Log) {
  const dispatcher = new TextDispatcher({
    ...{ queue: registry, links, textsPerMinuteMax, log, random: Math.random },
    wait: (ms) => wait(ms),
  });
  void dispatcher.look();
  const timer = setInterval(() => void dispatcher.look(), lookMs).unref();
  return {
    dispatcher,
    async close() {
      clearInterval(timer);
      await dispatcher.close();
    },
  };
}
