package io.gingham.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
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
import java.util.stream.Stream;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A switch over a sealed type or an enum of ours has no `default`: whoever adds a case hears from
/// the compiler where it is missing. Asked of the compiler itself, for what a switch is over.
class SwitchesTest {

    @Test
    void overOurOwnTypesHaveNoDefault() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        Path root = Path.of(Objects.requireNonNull(System.getenv("GINGHAM_ROOT")));
        StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler()
                        .getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        for (Path module : modules(root)) {
            try (Stream<Path> tree = Files.walk(module)) {
                files.getJavaFileObjectsFromPaths(tree.filter(SwitchesTest::isSource).toList())
                        .forEach(sources::add);
            }
        }
        assertTrue(sources.size() > 800, "only " + sources.size() + " sources");

        assertEquals("", String.join("\n", defaults(sources)));
    }

    /// All there are, those of the lab and of the benchmarks too.
    private static List<Path> modules(Path root) throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).toList();
        }
    }

    private static boolean isSource(Path file) {
        String path = file.toString();
        return path.contains("/src/main/java/io/gingham/")
                && path.endsWith(".java")
                && !path.endsWith("package-info.java");
    }

    @Test
    void findsThoseThatAreWrong() throws IOException {
        String source =
                """
                package io.gingham.example;
                class Example {
                    enum Colour { RED, GREEN }
                    sealed interface Shape permits Circle, Box {}
                    record Circle() implements Shape {}
                    record Box() implements Shape {}
                    int enumStatement(Colour c) { switch (c) { case RED: return 1; default: return 2; } }
                    int enumExpression(Colour c) { return switch (c) { case RED -> 1; default -> 2; }; }
                    int sealedType(Shape s) { return switch (s) { case Circle i -> 1; default -> 2; }; }
                    <S extends Shape> int bounded(S s) { return switch (s) { case Circle i -> 1; case null, default -> 2; }; }
                    int inALambda(Shape s) { return ((java.util.function.IntSupplier) () -> switch (s) { case Box b -> 1; default -> 2; }).getAsInt(); }
                    int complete(Shape s) { return switch (s) { case Circle i -> 1; case Box b -> 2; }; }
                    int text(String s) { return switch (s) { case "a" -> 1; default -> 2; }; }
                    int notOurs(java.time.DayOfWeek d) { return switch (d) { case MONDAY -> 1; default -> 2; }; }
                    int open(Object o) { return switch (o) { case Circle c -> 1; default -> 2; }; }
                }
                """;

        assertEquals(
                """
                Example.bounded over Shape
                Example.enumExpression over Colour
                Example.enumStatement over Colour
                Example.inALambda over Shape
                Example.sealedType over Shape""",
                String.join("\n", defaults(List.of(inMemory("Example", source)))));
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

    /// Each as `Class.method over Type`.
    private static Set<String> defaults(List<JavaFileObject> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        JavacTask task =
                (JavacTask)
                        compiler.getTask(
                                null,
                                null,
                                said,
                                List.of(
                                        "-proc:none",
                                        "-classpath",
                                        System.getProperty("java.class.path")),
                                null,
                                sources);
        Iterable<? extends CompilationUnitTree> units = task.parse();
        task.analyze();
        List<String> errors =
                said.getDiagnostics().stream()
                        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                        .map(Object::toString)
                        .toList();
        assertTrue(errors.isEmpty(), errors::toString);
        Finder finder = new Finder(Trees.instance(task));
        units.forEach(unit -> finder.scan(unit, null));
        return finder.found;
    }

    private static final class Finder extends TreePathScanner<@Nullable Void, @Nullable Void> {

        final Set<String> found = new TreeSet<>();
        private final Trees trees;

        Finder(Trees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void nothing) {
            look(tree.getExpression(), tree.getCases());
            return super.visitSwitch(tree, nothing);
        }

        @Override
        public @Nullable Void visitSwitchExpression(
                SwitchExpressionTree tree, @Nullable Void nothing) {
            look(tree.getExpression(), tree.getCases());
            return super.visitSwitchExpression(tree, nothing);
        }

        private void look(ExpressionTree over, List<? extends CaseTree> cases) {
            boolean hasDefault =
                    cases.stream()
                            .flatMap(each -> each.getLabels().stream())
                            .anyMatch(DefaultCaseLabelTree.class::isInstance);
            if (hasDefault) {
                TypeMirror type = trees.getTypeMirror(new TreePath(getCurrentPath(), over));
                bounds(type)
                        .filter(Finder::isOurs)
                        .forEach(ours -> found.add(where() + " over " + ours.getSimpleName()));
            }
        }

        private static Stream<TypeElement> bounds(TypeMirror type) {
            return switch (type) {
                case DeclaredType declared -> Stream.of((TypeElement) declared.asElement());
                case TypeVariable variable -> bounds(variable.getUpperBound());
                case IntersectionType all -> all.getBounds().stream().flatMap(Finder::bounds);
                default -> Stream.empty();
            };
        }

        private static boolean isOurs(TypeElement type) {
            return type.getQualifiedName().toString().startsWith("io.gingham.")
                    && (type.getKind() == ElementKind.ENUM
                            || type.getModifiers().contains(Modifier.SEALED));
        }

        /// The classes and the method around, as they are written.
        private String where() {
            List<String> names = new ArrayList<>();
            for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
                if (path.getLeaf() instanceof ClassTree type) {
                    names.addFirst(type.getSimpleName().toString());
                } else if (path.getLeaf() instanceof MethodTree method) {
                    names.addFirst(method.getName().toString());
                }
            }
            return String.join(".", names);
        }
    }
}
