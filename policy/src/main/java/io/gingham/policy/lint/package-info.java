/// What in policies is wrong, or probably not meant: `policy check`.
///
/// ```
///  LoadedCluster ─▶ Surroundings ─▶ each Check of Linter.CHECKS ─▶ Finding (rule, line, cure)
/// ```
///
/// A check is a class and a row in [io.gingham.policy.lint.Linter]. It says nothing that is not so:
/// nothing is concluded from a rule that was not understood, and what depends on the pods there are
/// is said only where the files hold pods. Pure.
@NullMarked
package io.gingham.policy.lint;

import org.jspecify.annotations.NullMarked;
