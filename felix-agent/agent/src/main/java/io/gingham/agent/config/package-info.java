/// The agent's own settings: flag before environment before default. What the API server holds for
/// all nodes (BGPConfiguration, FelixConfiguration) is read while the agent runs, and is not here.
@NullMarked
package io.gingham.agent.config;

import org.jspecify.annotations.NullMarked;
