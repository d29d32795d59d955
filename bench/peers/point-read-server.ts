import { serve } from '@hono/node-server';
import Database from 'better-sqlite3';
import { Hono } from 'hono';
import { numbersPerBlock } from '../../src/core/phone-number.ts';
import { firstBlock } from '../filled-folder.ts';

/**
 * What a first version would be: one row a number in SQLite, read by primary key behind a bare Hono route, answered
 * unsigned in the size of our answer. `point-read-server.ts <file> <registered> <answer bytes>`.
 */
const [file = ':memory:', registered = '1000', answerBytes = '1000'] = process.argv.slice(2);

const database = new Database(file);
database.pragma('journal_mode = WAL');
database.exec('CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY, state INTEGER NOT NULL)');
const insert = database.prepare('INSERT OR IGNORE INTO numbers VALUES (?, ?)');
database.transaction(() => {
  for (let at = 0; at < Number(registered); at++) insert.run(firstBlock * numbersPerBlock + at, at % 4);
})();

const read = database.prepare<[number], number>('SELECT state FROM numbers WHERE number = ?').pluck();
const filler = 'x'.repeat(Math.max(0, Number(answerBytes) - 80));
const app = new Hono();
app.post('/v1/lookup', async (c) => {
  const { phoneNumber } = await c.req.json<{ phoneNumber: string }>();
  const state = read.get(Number(phoneNumber.slice(1)));
  return c.json({ phoneNumber, decision: state === undefined ? 'ALLOW' : 'BLOCK', filler });
});

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`listening on http://127.0.0.1:${port}\n`);
});
