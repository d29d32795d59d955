/** Installed on demand: see duckdb-join.ts. */
const packageName: string = '@duckdb/node-api';
const { DuckDBInstance } = (await import(packageName)) as {
  DuckDBInstance: { create(file: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
};

interface Connection {
  run(statement: string): Promise<unknown>;
  closeSync(): void;
}

/** `<parquet> <folder> <rounds>`: the rows of a Parquet file as CSV, JSON and Parquet; prints the milliseconds of each round. */
const [input = '', folder = '', rounds = '1'] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(`CREATE TABLE figures AS FROM '${input}'`);
for (let round = 0; round < Number(rounds); round++) {
  const startedAt = performance.now();
  await connection.run(`COPY figures TO '${folder}/figures.csv' (HEADER)`);
  await connection.run(`COPY figures TO '${folder}/figures.json' (ARRAY)`);
  await connection.run(`COPY figures TO '${folder}/figures.parquet' (COMPRESSION snappy)`);
  process.stdout.write(`${performance.now() - startedAt}\n`);
}
connection.closeSync();
instance.closeSync();
