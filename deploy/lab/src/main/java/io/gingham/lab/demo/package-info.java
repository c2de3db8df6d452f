/// `lab demo`: what a newcomer sees first. A story in chapters, each of which ends in checks.
@NullMarked
package io.gingham.lab.demo;

import org.jspecify.annotations.NullMarked;
