import { z } from 'zod';

/** A list of which the first item that is wrong is named, and no other: of a million, to name each takes all memory. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(z.unknown()).transform((values, context): z.output<Item>[] => {
    const items: z.output<Item>[] = [];
    for (const [index, value] of values.entries()) {
      const result = item.safeParse(value);
      if (!result.success) {
        const [first] = result.error.issues;
        const path = [index, ...(first?.path ?? [])];
        context.addIssue({ code: 'custom', path, message: first?.message ?? 'is wrong' });
        return z.NEVER;
      }
      items.push(result.data);
    }
    return items;
  });
}
