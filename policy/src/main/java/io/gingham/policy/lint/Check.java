package io.gingham.policy.lint;

/// One kind of thing that is found.
interface Check {

    /// @param around what the files hold
    /// @param report gets what is found
    void look(Surroundings around, Report report);
}
