import { type AuditProgress, type AuditReport, auditLog } from '../sql/audit-log.ts';
import { openForReading, sqlDatabase } from './connection.ts';
import { sha256 } from './sha256.ts';

/** `auditLog` of a file, at one moment, also while it is served. */
export function auditStore(file: string, onProgress?: AuditProgress): AuditReport {
  const connection = openForReading(file);
  try {
    connection.exec('BEGIN');
    return auditLog(sqlDatabase(connection), sha256, onProgress);
  } finally {
    connection.close();
  }
}
