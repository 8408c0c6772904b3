import * as z from 'zod';
import { json, PRIVATE } from './answer.ts';
import type { SignedInHandler } from './route-request.ts';

export const meViewSchema = z.strictObject({ email: z.string(), emailVerified: z.literal(true), admin: z.boolean() });

/** `GET /api/me`: who the token says the caller is. */
export const readMe: SignedInHandler = async (_request, { email, isAdmin }) => {
  const view: z.infer<typeof meViewSchema> = { email, emailVerified: true, admin: isAdmin };
  return json(200, view, PRIVATE);
};
