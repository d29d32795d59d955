import type { LinkLog } from '../link.ts';
import type { Outlet } from '../outlet.ts';
import { CountedNotes } from './counted-notes.ts';
import { InboundDesk, type LinkParts } from './inbound-desk.ts';
import type { SmppLinkSettings } from './smpp-link-settings.ts';
import type { BindRole, SessionHandlers } from './smpp-session.ts';
import { StandingBind } from './standing-bind.ts';
import { SubmitDesk } from './submit-desk.ts';

/**
 * A link to a message centre by SMPP 3.4, as an ESME: binds at once and again whenever it breaks, until it is closed.
 * Texts in are answered once `takeText` has resolved; SMPP takes an id of ours more than once.
 */
export function smppLink(settings: SmppLinkSettings, parts: LinkParts): Outlet {
  const log = named(parts.log, settings.name);
  const notes = new CountedNotes(log);
  const inbound = new InboundDesk(settings, { ...parts, log }, notes);
  const handlers: Omit<SessionHandlers, 'bound'> = {
    delivered: (pdu, session) => inbound.delivered(pdu, session),
    answered: (pdu, session, status) => inbound.answered(pdu, session, status),
    heard: (session, sequence) => inbound.heard(session, sequence),
    ended: (session) => inbound.ended(session),
    note: (message) => notes.note(message),
  };
  const roles: readonly BindRole[] = settings.bind === 'TRANSCEIVER' ? ['transceiver'] : ['transmitter', 'receiver'];
  const binds = roles.map((role) => new StandingBind({ settings, role, handlers, log }));
  const [sending] = binds as [StandingBind];
  const submits = new SubmitDesk(settings, sending);
  let isClosed = false;
  return {
    name: settings.name,
    takesAnIdOnce: false,
    window: settings.window,
    handOver: async (text) => (isClosed ? { status: 'LATER', reason: 'closed' } : submits.handOver(text)),
    close: async () => {
      isClosed = true;
      inbound.close();
      await Promise.all(binds.map((bind) => bind.close()));
      notes.flush();
    },
  };
}

/** Every line says of which link it is. */
function named(log: LinkLog, link: string): LinkLog {
  return {
    info: (facts, message) => log.info({ link, ...facts }, message),
    warn: (facts, message) => log.warn({ link, ...facts }, message),
    error: (facts, message) => log.error({ link, ...facts }, message),
  };
}
