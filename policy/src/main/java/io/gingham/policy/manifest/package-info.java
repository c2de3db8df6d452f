/// Manifests as people write them: YAML (or JSON) files of one or many objects, with the line of
/// each field, so that whatever is said about an object can say where it stands.
///
/// ```
///  file ──ManifestReader──▶ Manifest (maps and lists + path → line) ──convert──▶ Resource
/// ```
///
/// Refuses with a [ManifestException] that says file and line. A duplicate key is a fault (YAML 1.2
/// section 3.2.1.1): one of the two would be lost.
@NullMarked
package io.gingham.policy.manifest;

import org.jspecify.annotations.NullMarked;
