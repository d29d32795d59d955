/** Somebody took the whole registry away: for the trail, which nobody can edit. */
export interface RegistryExport {
  /** Absent: somebody with the data folder in hand. */
  readonly organisationId?: string;
  /** Who of the organisation, where a person did and no program. */
  readonly person?: string;
  /** base64url of the SHA-256 of what was signed of it; absent as long as it was begun and no manifest handed out. */
  readonly manifestDigest?: string;
}
