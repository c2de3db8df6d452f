package io.gingham.policy.selector;

/// A word of the language.
///
/// @param text of a label or a string; of others empty
/// @param position of its first character, from 0
record SelectorToken(Kind kind, String text, int position) {

    enum Kind {
        LABEL("a label"),
        STRING("a string in quotes"),
        LEFT_BRACE("'{'"),
        RIGHT_BRACE("'}'"),
        LEFT_PARENTHESIS("'('"),
        RIGHT_PARENTHESIS("')'"),
        COMMA("','"),
        EQUAL("=="),
        NOT_EQUAL("!="),
        IN("in"),
        NOT_IN("not in"),
        CONTAINS("contains"),
        STARTS_WITH("starts with"),
        ENDS_WITH("ends with"),
        ALL("all()"),
        GLOBAL("global()"),
        /// `has(label)`, whole: `text` is the label.
        HAS("has(label)"),
        NOT("'!'"),
        AND("&&"),
        OR("||"),
        END("the end");

        private final String description;

        Kind(String description) {
            this.description = description;
        }

        @Override
        public String toString() {
            return description;
        }
    }
}
