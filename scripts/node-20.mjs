// What the package needs of Node 22 and Node 20 lacks. It lets people who are still there run the
// programs and examples: node --import tsx --import ./scripts/node-20.mjs test/programs/orderly.ts
Promise.withResolvers ??= function withResolvers() {
  let resolve;
  let reject;
  const promise = new this((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
};
