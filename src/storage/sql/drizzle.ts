import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lt, lte, max, notInArray, or, sql } from 'drizzle-orm';
import { customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/*
 * What is used of Drizzle, whatever the engine: imported as `#drizzle`, for which Node has a quicker way to load the
 * same (`sqlite/drizzle.ts`). See `imports` in package.json.
 */
export {
  and,
  asc,
  count,
  customType,
  desc,
  eq,
  gt,
  gte,
  inArray,
  index,
  integer,
  isNotNull,
  lt,
  lte,
  max,
  notInArray,
  or,
  primaryKey,
  sql,
  sqliteTable,
  text,
  uniqueIndex,
};
