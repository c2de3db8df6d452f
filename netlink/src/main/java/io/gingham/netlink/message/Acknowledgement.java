package io.gingham.netlink.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The kernel's answer to one request.
///
/// @param errno 0 for success, else a positive error number
/// @param text the kernel's sentence (extended ack); may be empty, and may come with a success too
public record Acknowledgement(int errno, String text) {

    /// From a frame of type NLMSG_ERROR: the error, the request's header (and, without
    /// NLM_F_CAPPED, its payload), then attributes.
    public static Acknowledgement of(Frame frame) {
        ByteBuffer payload = frame.payload().duplicate().order(ByteOrder.nativeOrder());
        if (payload.remaining() < 4 + Rtnl.HEADER_BYTES) {
            throw Frame.malformed("an acknowledgement of " + payload.remaining() + " bytes");
        }
        // Subsystems have numbers of their own beyond errno(3): ipset's begin at 4096.
        int errno = Math.max(0, -payload.getInt());
        if ((frame.flags() & Rtnl.NLM_F_ACK_TLVS) == 0) {
            return new Acknowledgement(errno, "");
        }
        boolean capped = (frame.flags() & Rtnl.NLM_F_CAPPED) != 0;
        int echoed = capped ? Rtnl.HEADER_BYTES : payload.getInt(payload.position());
        if (echoed < Rtnl.HEADER_BYTES || Rtnl.aligned(echoed) > payload.remaining()) {
            throw Frame.malformed("an acknowledgement that repeats " + echoed + " bytes");
        }
        payload.position(payload.position() + Rtnl.aligned(echoed));
        return new Acknowledgement(errno, Attributes.parse(payload).text(Rtnl.NLMSGERR_ATTR_MSG));
    }

    /// From the end of a dump: an error, then attributes; both may be missing.
    public static Acknowledgement ofDone(Frame frame) {
        ByteBuffer payload = frame.payload().duplicate().order(ByteOrder.nativeOrder());
        if (payload.remaining() < 4) {
            return new Acknowledgement(0, "");
        }
        int errno = positive(payload.getInt());
        boolean texts = (frame.flags() & Rtnl.NLM_F_ACK_TLVS) != 0;
        return new Acknowledgement(
                errno, texts ? Attributes.parse(payload).text(Rtnl.NLMSGERR_ATTR_MSG) : "");
    }

    public boolean succeeded() {
        return errno == 0;
    }

    private static int positive(int kernelError) {
        if (kernelError > 0 || kernelError < -4095) {
            // The end of some dumps carries a positive length instead.
            return 0;
        }
        return -kernelError;
    }
}
