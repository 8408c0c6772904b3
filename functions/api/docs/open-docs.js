// Opens the page that `docs-page.ts` makes. It runs in the browser as it is.
SwaggerUIBundle({
  url: document.currentScript.dataset.document,
  dom_id: '#docs',
  deepLinking: true,
  // nothing is asked of another host
  validatorUrl: null,
  // a token is gone with the page
  persistAuthorization: false,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
});
