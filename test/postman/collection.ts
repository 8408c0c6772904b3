import * as z from 'zod';

/** As far as we read it; the rest is kept as it is. */
const requestSchema = z.looseObject({
  method: z.string(),
  url: z.looseObject({
    path: z.array(z.string()),
    variable: z.array(z.looseObject({ key: z.string(), value: z.unknown() })).default([]),
  }),
});
const itemSchema = z.looseObject({ id: z.string(), name: z.string(), request: requestSchema });
const folderSchema = z.looseObject({ name: z.string(), item: z.array(itemSchema) });
export const collectionSchema = z.looseObject({
  item: z.array(folderSchema),
  variable: z.array(z.looseObject({ key: z.string(), value: z.unknown() })),
});
export type Collection = z.infer<typeof collectionSchema>;
export type Item = z.infer<typeof itemSchema>;

/** `GET /api/alerts/{id}`: the operation that the item sends. */
export function routeOf({ request }: Item): string {
  return `${request.method} /${request.url.path.map((part) => part.replace(/^:(.+)/, '{$1}')).join('/')}`;
}

/** The variable that holds an id of a list: `alertId` of `alerts`. */
export function idVariable(list: string): string {
  return `${list.replace(/s$/, '')}Id`;
}

/**
 * The converter's collection as people use it: one variable for an id wherever it stands (`alertId`), with the example's id as its value,
 * and the local API's address.
 */
export function withVariables(collection: Collection, baseUrl: string): Collection {
  const ids = new Map<string, unknown>();
  const asVariable = (item: Item): Item => {
    const { path } = item.request.url;
    const list = path[path.indexOf(':id') - 1];
    if (list === undefined) return item;
    const name = idVariable(list);
    const variable = item.request.url.variable.map((one) => {
      if (one.key !== 'id') return one;
      ids.set(name, one.value);
      return { ...one, value: `{{${name}}}` };
    });
    return { ...item, request: { ...item.request, url: { ...item.request.url, variable } } };
  };
  const item = collection.item.map((folder) => ({ ...folder, item: folder.item.map(asVariable) }));
  const values = [['baseUrl', baseUrl], ['bearerToken', ''], ...ids].map(([key, value]) => ({
    key: String(key),
    value,
  }));
  return { ...collection, item, variable: values };
}

/** The same requests in one list that can be sent from the first to the last: what deletes comes after what still needs it. */
export function inSendingOrder(collection: Collection): object {
  const doesDelete = ({ request }: Item) => request.method === 'DELETE';
  const items = collection.item.flatMap(({ item }) => item);
  return { ...collection, item: [...items.filter((item) => !doesDelete(item)), ...items.filter(doesDelete)] };
}
