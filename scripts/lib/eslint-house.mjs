import { basename, dirname } from 'node:path'

const bannedNames = new Set(
  ['util', 'helper', 'common', 'manager', 'data', 'info', 'process', 'handle'].flatMap((name) => [name, `${name}s`]),
)
const kebabCase = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/
// uni-app demands the one, Vue's and our own custom is the other for everything else.
const namesFromOutside = new Set(['App.vue'])

const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebab: 'File names are kebab-case with the role after a dot: {{name}}',
      vague: 'A file named {{name}} says nothing about what is in it',
    },
  },
  create(context) {
    return {
      Program(node) {
        const name = basename(context.filename)
        if (name.startsWith('.') || namesFromOutside.has(name)) return
        const stem = name.replace(/\.[a-z]+$/, '')
        if (!kebabCase.test(stem)) context.report({ node, messageId: 'kebab', data: { name } })
        for (const part of [stem.split('.')[0], basename(dirname(context.filename))]) {
          if (bannedNames.has(part)) context.report({ node, messageId: 'vague', data: { name: part } })
        }
      },
    }
  },
}

const className = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { vague: 'A class named {{name}} says nothing about what it does' },
  },
  create(context) {
    const check = (node) => {
      if (!node.id || !bannedNames.has(node.id.name.toLowerCase())) return
      context.report({ node: node.id, messageId: 'vague', data: { name: node.id.name } })
    }
    return { ClassDeclaration: check, TSInterfaceDeclaration: check, TSTypeAliasDeclaration: check }
  },
}

const noSuppression = {
  meta: { type: 'problem', schema: [], messages: { no: 'Mend the code; a rule is not switched off by a comment' } },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (
            !/^\s*(?:eslint-(?:disable|enable)|oxlint-(?:disable|enable)|@ts-(?:ignore|nocheck|expect-error))/.test(
              comment.value,
            )
          )
            continue
          context.report({ loc: comment.loc, messageId: 'no' })
        }
      },
    }
  },
}

/** The rules of this house that no published plugin has. */
export const house = {
  meta: { name: 'house' },
  rules: { 'file-name': fileName, 'class-name': className, 'no-suppression': noSuppression },
}
