/** What is used of `csv-stringify/browser/esm/sync`: the package’s own types are for Node and bring all of Node’s. */
export function stringify(
  records: readonly (readonly (string | number | null)[])[],
  options: { readonly record_delimiter: 'windows'; readonly quoted_match: RegExp },
): string;
