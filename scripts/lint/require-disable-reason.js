const DIRECTIVE = /^\s*eslint-disable(?:-next-line|-line)?\b/;
const REASON = /\s--\s+\S/;

/** A silenced rule says why: `eslint-disable-next-line no-x -- the reason`. */
export const requireDisableReason = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Say why after `--`.' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (DIRECTIVE.test(comment.value) && !REASON.test(comment.value)) {
          context.report({ loc: comment.loc, messageId: 'missing' });
        }
      }
    },
  }),
};
