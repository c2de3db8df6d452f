package io.gingham.bgp.codec;

import io.gingham.bgp.message.PathAttribute;
import io.gingham.bgp.message.PathAttribute.Aigp;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// One row of [AttributeCodecs]: all that the codec knows of a path attribute.
///
/// @param category which of the upper flag bits it must have
/// @param malformed the verdict on a bad value (RFC 7606 section 7)
/// @param admission who may send it
record AttributeCodec<T extends PathAttribute>(
        int type,
        String name,
        Class<T> kind,
        Category category,
        AttributeVerdict malformed,
        Admission admission,
        Reader<T> reader,
        Writer<T> writer) {

    /// The optional and transitive bits (RFC 4271 section 5).
    enum Category {
        WELL_KNOWN(0x40),
        OPTIONAL_TRANSITIVE(0xc0),
        OPTIONAL_NON_TRANSITIVE(0x80);

        static final int MASK = 0xc0;

        private final int flags;

        Category(int flags) {
            this.flags = flags;
        }

        int flags() {
            return flags;
        }

        boolean matches(int octet) {
            return (octet & MASK) == flags;
        }
    }

    /// Where an attribute that has no business in the session is left out unread.
    enum Admission {
        ANY_PEER,
        /// RFC 7606 section 7.5.
        INTERNAL_PEERS,
        /// RFC 6793 section 6.
        TWO_OCTET_PEERS;

        boolean allows(CodecContext context) {
            return switch (this) {
                case ANY_PEER -> true;
                case INTERNAL_PEERS -> context.peer().takesInternalAttributes();
                case TWO_OCTET_PEERS -> !context.fourOctetAs();
            };
        }
    }

    /// RFC 7606 section 3 c; RFC 7311 section 3.2 is milder.
    AttributeVerdict wrongFlags() {
        return type == Aigp.TYPE ? AttributeVerdict.DISCARD : AttributeVerdict.TREAT_AS_WITHDRAW;
    }

    interface Reader<T> {
        /// @param value exactly the attribute's value
        /// @throws BgpException 3/x
        T read(ByteBuffer value, CodecContext context);
    }

    interface Writer<T> {
        void write(T attribute, CodecContext context, ByteArrayOutputStream out);
    }

    void write(PathAttribute attribute, CodecContext context, ByteArrayOutputStream out) {
        writer.write(kind.cast(attribute), context, out);
    }
}
