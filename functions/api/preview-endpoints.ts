import type { EndpointsOf } from './endpoint.ts';
import { explainAlert } from './endpoints/explain-alert.ts';
import { previewAlert } from './endpoints/preview-alert.ts';
import type { PreviewDeps } from './preview/preview-deps.ts';

/** The endpoints that the function for previews answers, by their routes. */
export const PREVIEW_ENDPOINTS: EndpointsOf<'preview', PreviewDeps> = {
  'POST /api/alerts/preview': previewAlert,
  'GET /api/alerts/{id}/explain': explainAlert,
};
