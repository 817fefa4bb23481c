// Examples say what is true by console.assert, which only prints. Here it fails the example.
console.assert = (condition?: boolean, ...message: unknown[]): void => {
  if (!condition) {
    throw new Error(["Cannot accept the example: an assertion is false", ...message].join(" "));
  }
};
