/** Installed on demand: its packages for other platforms are not to be had everywhere, and a lock file would need them. */
const packageName: string = '@duckdb/node-api';
const { DuckDBInstance } = (await import(packageName)) as {
  DuckDBInstance: { create(file: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
};

interface Connection {
  run(statement: string): Promise<unknown>;
  closeSync(): void;
}

/**
 * DuckDB's anti-join from its own table: `fill <database> <registered>` makes it; `scrub <database> <list> <out>` writes
 * the numbers of a list that are not registered, and prints the milliseconds that the statement took.
 */
const [verb, file = '', input = '', out = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file);
const connection = await instance.connect();
const numbers = `read_csv('${input}', header = false, columns = {'number': 'BIGINT'})`;

if (verb === 'fill') await connection.run(`CREATE TABLE registered AS SELECT number FROM ${numbers}`);
else {
  const startedAt = performance.now();
  await connection.run(
    `COPY (SELECT number FROM ${numbers} ANTI JOIN registered USING (number)) TO '${out}' (HEADER false)`,
  );
  process.stdout.write(`${performance.now() - startedAt}\n`);
}
connection.closeSync();
instance.closeSync();
