/** The regions of a country, by id, and their names in the order of `languages`. */
export interface RegionNames {
  readonly languages: readonly string[];
  readonly rows: readonly (readonly [id: string, ...names: readonly string[]])[];
}
