/**
 * What the function of the open reads serves from files, by their paths from the repository's root: the description of the API, and a page
 * that shows it. They lie beside the function's code by their base names.
 */
export const DOCUMENT_FILES = [
  'openapi.json',
  'functions/api/docs/open-docs.js',
  'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
  'node_modules/swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt',
  'node_modules/swagger-ui-dist/swagger-ui.css',
] as const;
