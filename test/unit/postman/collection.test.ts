import { describe, expect, it } from 'vitest';
import { collectionSchema, inSendingOrder, withVariables } from '../../postman/collection.ts';
import { failures, readReport } from '../../postman/read-report.ts';

function item(method: string, path: string, id?: string) {
  const variable = id === undefined ? [] : [{ key: 'id', value: id }];
  return { id: `${method} ${path}`, name: path, request: { method, url: { path: path.split('/'), variable } } };
}

const collection = collectionSchema.parse({
  item: [
    { name: 'alerts', item: [item('DELETE', 'api/alerts/:id', 'A'), item('GET', 'api/alerts/:id', 'A')] },
    { name: 'you', item: [item('GET', 'api/me')] },
  ],
  variable: [{ key: 'baseUrl', value: '/' }],
});
const items = collection.item.flatMap((folder) => folder.item);

/** What newman writes of the items' answers. */
function reportOf(answers: Readonly<Record<string, { code: number; body?: string }>>) {
  const executions = Object.entries(answers).map(([id, { code, body = '' }]) => ({
    item: { id },
    response: {
      code,
      header: [{ key: 'Content-Type', value: 'application/problem+json' }],
      stream: { data: [...Buffer.from(body)] },
    },
  }));
  return { run: { executions } };
}
const notFound = JSON.stringify({ type: 'about:blank', title: 'Not Found', status: 404, detail: 'x', requestId: 'r' });

describe('the collection', () => {
  it('has a variable for each id, with the value of the example', () => {
    const { item: folders, variable } = withVariables(collection, 'http://127.0.0.1:1');
    expect(folders[0]?.item[1]?.request.url.variable).toEqual([{ key: 'id', value: '{{alertId}}' }]);
    expect(folders[1]).toEqual(collection.item[1]);
    expect(variable).toEqual([
      { key: 'baseUrl', value: 'http://127.0.0.1:1' },
      { key: 'bearerToken', value: '' },
      { key: 'alertId', value: 'A' },
    ]);
  });

  it('deletes last', () => {
    const [first, second, third] = [items[1], items[2], items[0]];
    expect(inSendingOrder(collection)).toMatchObject({ item: [first, second, third] });
  });
});

describe('the report of a run', () => {
  const sent = (code: number, body?: string) =>
    readReport(reportOf({ 'GET api/alerts/:id': { code, ...(body !== undefined && { body }) } }), items.slice(1, 2));
  const route = 'GET /api/alerts/{id}';

  it('passes where the answer is the one that is expected and documented', () => {
    expect(failures(sent(404, notFound), { [route]: 404 })).toEqual([]);
  });

  it('fails where an example is refused', () => {
    expect(failures(sent(404, notFound), {})).toEqual([`${route} 404: expected success`]);
  });

  it('fails where openapi.json does not name the status, or describe the body', () => {
    expect(failures(sent(418, notFound), {})).toContain(`${route} 418: 418 is not in the document`);
    expect(failures(sent(404, '{}'), { [route]: 404 })).not.toEqual([]);
  });

  it('fails where a request was not sent, or a reason names none', () => {
    expect(failures(readReport(reportOf({}), items.slice(1, 2)), {})).toContain(`${route} 0: was not sent`);
    expect(failures([], { [route]: 404 })).toEqual([`${route} is not in the collection`]);
  });
});
