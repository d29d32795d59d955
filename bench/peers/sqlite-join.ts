import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';

/**
 * SQLite's own join: `fill <database> <registered>` makes its table; `scrub <database> <list> <out>` reads a list into a
 * temporary table and writes the numbers that are not registered.
 */
const [verb, file = '', input = '', out = ''] = process.argv.slice(2);
const database = new Database(file);

if (verb === 'fill') {
  database.pragma('journal_mode = OFF');
  database.exec('CREATE TABLE registered (number INTEGER PRIMARY KEY)');
  await insertLines(database.prepare('INSERT OR IGNORE INTO registered VALUES (?)'));
} else {
  database.pragma('temp_store = MEMORY');
  database.exec('CREATE TEMP TABLE list (number INTEGER)');
  await insertLines(database.prepare('INSERT INTO list VALUES (?)'));
  const allowed = database
    .prepare('SELECT number FROM list WHERE number NOT IN (SELECT number FROM registered)')
    .pluck();
  const stream = createWriteStream(out);
  let lines: unknown[] = [];
  for (const number of allowed.iterate()) {
    if (lines.push(number) < 10_000) continue;
    stream.write(`${lines.join('\n')}\n`);
    lines = [];
  }
  stream.end(lines.length === 0 ? '' : `${lines.join('\n')}\n`);
}

async function insertLines(insert: Database.Statement): Promise<void> {
  database.exec('BEGIN');
  for await (const line of createInterface({ input: createReadStream(input) })) insert.run(Number(line));
  database.exec('COMMIT');
}
