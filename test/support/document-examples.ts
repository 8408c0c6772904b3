import document from '../../openapi.json' with { type: 'json' };
import { schemaErrors } from './document-check.ts';

/** One body of the document: what it is an example of, and whether its schema takes it. */
export interface DocumentedExample {
  /** `POST /api/alerts 201 application/json`, or `… request …` */
  readonly place: string;
  /** null: JSON without an example */
  readonly errors: readonly string[] | null;
}

interface MediaType {
  readonly schema: object;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
type Content = Readonly<Record<string, MediaType>>;
interface Answer {
  readonly description: string;
  readonly content?: Content;
}
interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

/** Every body that operations and components describe, but for pages and `default`, which stands for what has no status of its own. */
export function documentedExamples(): DocumentedExample[] {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries<Operation>(item).flatMap(([method, operation]) =>
      ofOperation(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  const components = Object.entries<Answer>(document.components.responses).flatMap(([name, { content = {} }]) =>
    name.endsWith('Problem') ? [] : ofContent(name, content),
  );
  return [...operations, ...components];
}

function ofOperation(route: string, { requestBody, responses }: Operation): DocumentedExample[] {
  const answers = Object.entries(responses).flatMap(([status, answer]) =>
    status === 'default' || '$ref' in answer ? [] : ofContent(`${route} ${status}`, answer.content ?? {}),
  );
  return [...ofContent(`${route} request`, requestBody?.content ?? {}), ...answers];
}

function ofContent(place: string, content: Content): DocumentedExample[] {
  return Object.entries(content).flatMap(([type, media]) => {
    if (type.startsWith('text/') || type === 'multipart/form-data') return [];
    return [{ place: `${place} ${type}`, errors: errorsOf(media) }];
  });
}

function errorsOf({ schema, example, examples = {} }: MediaType): string[] | null {
  const values = [...(example === undefined ? [] : [example]), ...Object.values(examples).map(({ value }) => value)];
  return values.length === 0 ? null : values.flatMap((value) => schemaErrors(schema, value));
}
