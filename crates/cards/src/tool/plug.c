/* A driver between pcscd and vpcd, so that the virtual reader can be pulled out. For tests only.
 *
 * The reader is there as long as the file named by HENRO_CARD_PLUG is. Without it every call says what the driver of a
 * USB reader says of one that was pulled out (IFD_NO_SUCH_DEVICE). What the file holds pulls it out in the middle of an
 * exchange: "at N" before the Nth APDU from now (0 is the next one) reaches the card, "after N" when the card has obeyed it and
 * the answer is lost.
 *
 * pcscd takes a reader off its list when udev says so; Debian's build (1.9.9) does nothing on SIGUSR1, so the list stays.
 *
 * An escape (SCardControl) is handed to the card as an APDU: vpcd knows none.
 */
#include <dlfcn.h>
#include <ifdhandler.h>
#include <reader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *driver(const char *name)
{
	static void *vpcd;
	if (!vpcd)
		vpcd = dlopen(getenv("HENRO_CARD_DRIVER"), RTLD_NOW | RTLD_LOCAL);
	return vpcd ? dlsym(vpcd, name) : NULL;
}

#define FORWARD(name, parameters, arguments)                          \
	RESPONSECODE name parameters                                  \
	{                                                             \
		RESPONSECODE (*real) parameters = driver(#name);      \
		if (gone())                                           \
			return IFD_NO_SUCH_DEVICE;                    \
		return real ? real arguments : IFD_NO_SUCH_DEVICE;    \
	}

static int gone(void)
{
	const char *plug = getenv("HENRO_CARD_PLUG");
	return !plug || access(plug, F_OK) != 0;
}

/* Counts an APDU. Pulls the reader when its turn has come; the answer says whether that is now. */
static int pulled(const char *when, int counts)
{
	char path[4096], said[8];
	int left;
	FILE *file = fopen(getenv("HENRO_CARD_PLUG"), "r");
	if (!file)
		return 1;
	int read = fscanf(file, "%7s %d", said, &left);
	fclose(file);
	if (read != 2)
		return 0;
	if (left <= 0 && strcmp(said, when) == 0) {
		unlink(getenv("HENRO_CARD_PLUG"));
		return 1;
	}
	if (counts && left > 0) {
		/* Written beside and moved: the reader must not seem gone in between. */
		snprintf(path, sizeof path, "%s.new", getenv("HENRO_CARD_PLUG"));
		if ((file = fopen(path, "w"))) {
			fprintf(file, "%s %d", said, left - 1);
			fclose(file);
			rename(path, getenv("HENRO_CARD_PLUG"));
		}
	}
	return 0;
}

FORWARD(IFDHCreateChannel, (DWORD lun, DWORD channel), (lun, channel))
FORWARD(IFDHCreateChannelByName, (DWORD lun, LPSTR device), (lun, device))
FORWARD(IFDHGetCapabilities, (DWORD lun, DWORD tag, PDWORD length, PUCHAR value), (lun, tag, length, value))
FORWARD(IFDHSetCapabilities, (DWORD lun, DWORD tag, DWORD length, PUCHAR value), (lun, tag, length, value))
FORWARD(IFDHSetProtocolParameters, (DWORD lun, DWORD protocol, UCHAR flags, UCHAR one, UCHAR two, UCHAR three),
	(lun, protocol, flags, one, two, three))
FORWARD(IFDHPowerICC, (DWORD lun, DWORD action, PUCHAR atr, PDWORD length), (lun, action, atr, length))
FORWARD(IFDHICCPresence, (DWORD lun), (lun))

/* Closed also when it is gone: its ports are needed again. */
RESPONSECODE IFDHCloseChannel(DWORD lun)
{
	RESPONSECODE (*real)(DWORD) = driver("IFDHCloseChannel");
	return real ? real(lun) : IFD_NO_SUCH_DEVICE;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send, PUCHAR apdu, DWORD length, PUCHAR answer,
			       PDWORD answer_length, PSCARD_IO_HEADER receive)
{
	RESPONSECODE (*real)(DWORD, SCARD_IO_HEADER, PUCHAR, DWORD, PUCHAR, PDWORD, PSCARD_IO_HEADER) =
		driver("IFDHTransmitToICC");
	if (!real || pulled("at", 0)) {
		*answer_length = 0;
		return IFD_NO_SUCH_DEVICE;
	}
	RESPONSECODE done = real(lun, send, apdu, length, answer, answer_length, receive);
	if (pulled("after", 1)) {
		*answer_length = 0;
		return IFD_NO_SUCH_DEVICE;
	}
	return done;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR out, DWORD length, PUCHAR answer, DWORD room, PDWORD returned)
{
	const UCHAR escape = FEATURE_CCID_ESC_COMMAND;
	SCARD_IO_HEADER header = {1, sizeof header};
	*returned = 0;
	if (code == CM_IOCTL_GET_FEATURE_REQUEST && room >= 6) {
		const DWORD own = SCARD_CTL_CODE(1);
		const UCHAR feature[6] = {escape, 4, own >> 24, own >> 16, own >> 8, own};
		memcpy(answer, feature, *returned = sizeof feature);
		return IFD_SUCCESS;
	}
	if (code != SCARD_CTL_CODE(1))
		return IFD_ERROR_NOT_SUPPORTED;
	*returned = room;
	return IFDHTransmitToICC(lun, header, out, length, answer, returned, &header);
}
