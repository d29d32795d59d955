import type { DemoEnquiry } from '../node/demo-enquiry.ts';

export interface WelcomeFacts {
  readonly url: string;
  readonly policy: string;
  /** Present only where the demo is. */
  readonly demo?: DemoWelcome;
}

export interface DemoWelcome {
  readonly enquiry: DemoEnquiry | undefined;
  readonly clientsFile: string;
  /** File of the texts, or the URL where they are shown: then the registry is in no folder here. */
  readonly outbox: string;
  /** Where the pasted lines put an answer. */
  readonly answerFile: string;
}

/** What a server says when it is up. Lines that begin with neither `#` nor a blank are for a POSIX shell. */
export function welcomeText({ url, policy, demo }: WelcomeFacts): string {
  const head = [`# The do-not-disturb registry answers at ${url}, policy ${policy}.`];
  if (demo === undefined) return head.join('\n');
  const { enquiry, clientsFile } = demo;
  return [
    `${head[0]} This is a demo, for this machine alone.`,
    `# The page for everybody: ${url}`,
    `# Reference page: ${url}/reference`,
    `# Clients and their keys: ${clientsFile}`,
    ...(enquiry === undefined ? [] : linesToPaste(url, demo, enquiry)),
    ...(isUrl(demo.outbox) ? remoteSignInLines(url, demo) : signInLines(demo)),
  ].join('\n');
}

function linesToPaste(url: string, demo: DemoWelcome, enquiry: DemoEnquiry): readonly string[] {
  const { phoneNumber, category, channel, messageClass, plannedAt, before, after } = enquiry;
  const answer = quoted(demo.answerFile);
  const lookup =
    `npx dnd lookup ${phoneNumber} --category ${category} --channel ${channel} --sender DEMO` +
    (messageClass === 'PROMOTIONAL' ? '' : ` --class ${messageClass}`) +
    (plannedAt === undefined ? '' : ` --planned-at ${plannedAt}`) +
    ` --remote ${url}` +
    (demo.clientsFile === usualClientsFile ? '' : ` --client ${quoted(demo.clientsFile)}`);
  const post = `curl -s -H 'Content-Type: application/json'`;
  const choice = JSON.stringify({ cells: [{ category, channel, choice: 'REFUSE' }] });
  const lastCode = `sed -n '$s/.*[^0-9]\\([0-9]\\{6\\}\\)[^0-9].*/\\1/p'`;
  const isShown = isUrl(demo.outbox);
  const textIn = isShown ? `curl -s ${demo.outbox} | ${lastCode}` : `${lastCode} ${quoted(demo.outbox)}`;
  const tokenIn = `sed 's/.*"token":"\\([^"]*\\)".*/\\1/'`;
  return [
    '# Paste this in a second terminal, in this folder:',
    '',
    `# 1. May a call centre call this number? ${before.decision}, ${before.reason}: nothing is on record.`,
    ...(plannedAt === undefined ? [] : [`#    (Asked about ${plannedAt}: quiet hours are on, or near.)`]),
    lookup,
    '',
    `# 2. Its holder opts out: a code comes by text (here: ${isShown ? 'to a page' : 'into a file'}), opens a session, and the choice is made.`,
    `${post} ${url}/v1/subscriber/codes -d '{"phoneNumber": "${phoneNumber}", "language": "en"}'; echo`,
    `code=$(${textIn})`,
    `session=$(${post} ${url}/v1/subscriber/sessions -d '{"phoneNumber": "${phoneNumber}", "code": "'$code'"}' | ${tokenIn})`,
    `${post} -X PATCH ${url}/v1/subscriber/preferences -H "Authorization: Bearer $session" -H 'If-Match: *' -d '${choice}'; echo`,
    '',
    `# 3. The same question again: ${after.decision}, ${after.reason}.`,
    `${lookup} | tee ${answer}`,
    '',
    '# 4. The answer is signed: anybody can check it.',
    `npx dnd verify ${answer} --jwks ${url}/.well-known/jwks.json`,
  ];
}

function isUrl(place: string): boolean {
  return place.startsWith('http://');
}

function signInLines(demo: DemoWelcome): readonly string[] {
  return [
    '',
    '# For people at a call centre who have lists, and no engineer: this prints a link, which signs them in.',
    `# npx dnd sign-in --organisation demo-call-centre${folderOption(demo)}`,
  ];
}

/** Where there is no folder, an organisation's program asks for the link. */
function remoteSignInLines(url: string, { clientsFile }: DemoWelcome): readonly string[] {
  return [
    '',
    `# For people, at the call centre or as demo-regulator: the token that this prints signs one in, at ${url}/sign-in#TOKEN`,
    `# token=$(npx dnd token demo-call-centre --remote ${url} --client ${quoted(clientsFile)})`,
    `# curl -s ${url}/v1/sign-in-links -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d '{"person": "desk-7"}'; echo`,
  ];
}

/** Where the command line looks of itself. */
const usualClientsFile = 'data/demo/clients.json';

function folderOption({ clientsFile }: DemoWelcome): string {
  if (clientsFile === usualClientsFile) return '';
  return ` --data-dir ${quoted(clientsFile.replace(/\/demo\/clients\.json$/, ''))}`;
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
