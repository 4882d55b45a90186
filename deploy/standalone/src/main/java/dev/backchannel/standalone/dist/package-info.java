/** A self-contained archive of Backchannel: a runtime of its own, the jars, the configuration, the launcher. */
package dev.backchannel.standalone.dist;
