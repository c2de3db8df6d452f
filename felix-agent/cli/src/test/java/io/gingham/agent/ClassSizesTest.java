package io.gingham.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// No class grows into one that drives everything unseen. One that holds more than [#FIELDS]
/// fields, knows more than [#IMPORTS] types of the project by name, or is wired in more than
/// [#CONSTRUCTOR_LINES] lines is two things that want to be taken apart; or it is one all the same,
/// and then its comment says why, in a paragraph that begins with `Wide:`.
///
/// Records are left out of the count of fields: theirs are a document's, and who makes one is told
/// of each by the compiler.
class ClassSizesTest {

    private static final int FIELDS = 12;
    private static final int IMPORTS = 20;
    private static final int CONSTRUCTOR_LINES = 40;

    /// Fewer are no reason.
    private static final int WORDS = 6;

    private static final Pattern REASON =
            Pattern.compile("(?m)^ *Wide: (?s:(.*?))(?:\\n *\\n|\\z)");

    @Test
    void aWideClassSaysWhy() throws IOException {
        Path root = Path.of(Objects.requireNonNull(System.getenv("GINGHAM_ROOT")));
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> tree = Files.find(root, 3, (file, _) -> file.endsWith("pom.xml"))) {
            for (Path pom : tree.toList()) {
                Path folder = pom.resolveSibling("src/main/java");
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> files = Files.walk(folder)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .forEach(sources::add);
                    }
                }
            }
        }
        StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler()
                        .getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        List<JavaFileObject> units = new ArrayList<>();
        files.getJavaFileObjectsFromPaths(sources).forEach(units::add);

        assertEquals("", String.join("\n", faults(units)));
    }

    @Test
    void findsThoseThatSayNothing() throws IOException {
        String fields = "int a, b, c, d, e, f, g, h, i, j, k, l, m;";
        String imports = "import io.gingham.a.A;\n".repeat(21);
        String constructor = "Long() {\n" + "a();\n".repeat(39) + "}";
        String reason = "/// A class.\n///\n/// Wide: it has one field for each letter there is.\n";

        assertEquals(
                """
                Fields has 13 fields, more than 12
                Inner has 13 fields, more than 12
                Long has a constructor of 41 lines, more than 40
                Imports imports 21 types of ours, more than 20
                Vague says 'Wide:' and no reason of at least 6 words
                Vague has 13 fields, more than 12
                Needless says 'Wide:' and is not""",
                String.join(
                        "\n",
                        faults(
                                List.of(
                                        inMemory("Fields", "class Fields { " + fields + " }"),
                                        inMemory(
                                                "Outer",
                                                "class Outer { class Inner { " + fields + " } }"),
                                        inMemory(
                                                "Statics",
                                                "class Statics { static " + fields + " }"),
                                        inMemory("Long", "class Long { " + constructor + " }"),
                                        inMemory(
                                                "Just",
                                                "class Just { "
                                                        + constructor
                                                                .replace("Long", "Just")
                                                                .replaceFirst("a\\(\\);\n", "")
                                                        + " }"),
                                        inMemory("Imports", imports + "class Imports {}"),
                                        inMemory(
                                                "Reason",
                                                imports
                                                        + reason
                                                        + "class Reason { "
                                                        + fields
                                                        + constructor.replace("Long", "Reason")
                                                        + " }"),
                                        inMemory(
                                                "Vague",
                                                "/// Wide: of course.\nclass Vague { "
                                                        + fields
                                                        + " }"),
                                        inMemory("Needless", reason + "class Needless {}")))));
    }

    private static JavaFileObject inMemory(String name, String source) {
        return new SimpleJavaFileObject(
                URI.create("memory:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    private static List<String> faults(List<JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavacTask task =
                (JavacTask)
                        compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        DocTrees trees = DocTrees.instance(task);
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            new Finder(trees, unit, found).scan(unit, null);
        }
        return found;
    }

    private static final class Finder extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private static final Set<Tree.Kind> WITH_FIELDS = Set.of(Tree.Kind.CLASS, Tree.Kind.ENUM);

        private final DocTrees trees;
        private final CompilationUnitTree unit;
        private final List<String> found;

        Finder(DocTrees trees, CompilationUnitTree unit, List<String> found) {
            this.trees = trees;
            this.unit = unit;
            this.found = found;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            Set<String> wide = new TreeSet<>();
            long fields = fields(type);
            if (WITH_FIELDS.contains(type.getKind()) && fields > FIELDS) {
                wide.add("has " + fields + " fields, more than " + FIELDS);
            }
            long imports = unit.getImports().stream().filter(Finder::isOurs).count();
            if (getCurrentPath().getParentPath().getLeaf() == unit && imports > IMPORTS) {
                wide.add("imports " + imports + " types of ours, more than " + IMPORTS);
            }
            type.getMembers().stream()
                    .filter(MethodTree.class::isInstance)
                    .map(MethodTree.class::cast)
                    .filter(method -> method.getName().contentEquals("<init>"))
                    .mapToLong(this::lines)
                    .filter(lines -> lines > CONSTRUCTOR_LINES)
                    .forEach(
                            lines ->
                                    wide.add(
                                            "has a constructor of "
                                                    + lines
                                                    + " lines, more than "
                                                    + CONSTRUCTOR_LINES));
            judge(type.getSimpleName().toString(), wide);
            return super.visitClass(type, nothing);
        }

        private void judge(String name, Set<String> wide) {
            String comment = Objects.requireNonNullElse(trees.getDocComment(getCurrentPath()), "");
            Matcher reason = REASON.matcher(comment);
            boolean says = reason.find();
            boolean enough = says && reason.group(1).strip().split("\\s+").length >= WORDS;
            if (says && wide.isEmpty()) {
                found.add(name + " says 'Wide:' and is not");
            } else if (says && !enough) {
                found.add(name + " says 'Wide:' and no reason of at least " + WORDS + " words");
            }
            if (!enough) {
                wide.forEach(fault -> found.add(name + " " + fault));
            }
        }

        private static long fields(ClassTree type) {
            return type.getMembers().stream()
                    .filter(VariableTree.class::isInstance)
                    .map(VariableTree.class::cast)
                    .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
                    .count();
        }

        private static boolean isOurs(ImportTree tree) {
            return tree.getQualifiedIdentifier().toString().startsWith("io.gingham.");
        }

        private long lines(MethodTree method) {
            TreePath path = new TreePath(getCurrentPath(), method);
            long start = trees.getSourcePositions().getStartPosition(unit, path.getLeaf());
            long end = trees.getSourcePositions().getEndPosition(unit, path.getLeaf());
            return end < 0 // no constructor was written
                    ? 0
                    : unit.getLineMap().getLineNumber(end)
                            - unit.getLineMap().getLineNumber(start)
                            + 1;
        }
    }
}
