import * as z from 'zod';

const refSchema = z.object({ Ref: z.string() });
const attributeSchema = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const joinSchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const selectSchema = z.object({
  'Fn::Select': z.tuple([z.number(), z.object({ 'Fn::Split': z.tuple([z.string(), z.unknown()]) })]),
});
const substituteSchema = z.object({ 'Fn::Sub': z.string() });

/** A value of the template as people read it: `Ref` and an `Arn` become the logical id, a join its text, a part of a text `text[index]`. */
export function render(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = refSchema.safeParse(value);
  if (reference.success) return reference.data.Ref;
  const attribute = attributeSchema.safeParse(value);
  if (attribute.success) {
    const [id, name] = attribute.data['Fn::GetAtt'];
    return name === 'Arn' ? id : `${id}.${name}`;
  }
  const joined = joinSchema.safeParse(value);
  if (joined.success) {
    const [separator, parts] = joined.data['Fn::Join'];
    return parts.map(render).join(separator);
  }
  const selected = selectSchema.safeParse(value);
  if (selected.success) {
    const [index, { 'Fn::Split': parts }] = selected.data['Fn::Select'];
    return `${render(parts[1])}[${index}]`;
  }
  return substituteSchema.parse(value)['Fn::Sub'];
}
