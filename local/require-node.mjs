// Loaded before everything else (`node --import`): plain JavaScript, so that an old Node can still run it.
const wanted = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major !== wanted) {
  console.error(
    `Pricebell runs on Node ${wanted}, this is Node ${process.versions.node} (${process.execPath}).\n` +
      `The project brings its own Node ${wanted}: run \`npm ci\` (without --ignore-scripts) and start through npm or npx.`,
  );
  process.exit(1);
}
