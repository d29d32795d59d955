import { z } from '@hono/zod-openapi';

/** The schema of what may be sent, from that of what is answered: no object of it takes a property that it does not name. */
export function strictly<T extends z.ZodType>(schema: T): T {
  return strict(schema) as T;
}

function strict(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.ZodType> = schema.shape;
    return z.strictObject(Object.fromEntries(Object.entries(shape).map(([name, part]) => [name, strict(part)])));
  }
  if (schema instanceof z.ZodArray) {
    return schema.clone({ ...schema.def, element: strict(schema.def.element as z.ZodType) });
  }
  if (schema instanceof z.ZodOptional) return strict(schema.def.innerType as z.ZodType).optional();
  if (schema instanceof z.ZodUnion) {
    return schema.clone({ ...schema.def, options: schema.def.options.map((option) => strict(option as z.ZodType)) });
  }
  return schema;
}
